using System.Text;
using Transship.Kubernetes.Models;
using Transship.Runtime.Controllers;
using Transship.Runtime.Hosting;
using Transship.Runtime.Tests.Controllers;
using Transship.Runtime.Tests.Hosting;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Finalizers;

public sealed class FinalizerTests
{
    private const string Ours = "testing.transship.io/clean";
    private const string Theirs = "example.com/keep";

    [Fact]
    public async Task F1_NewEntity_CarriesTheFinalizerBeforeItsFirstReconcile()
    {
        await using var harness = await StartAsync();
        harness.Cluster.Add(Widget.Named("a"));
        var seen = await harness.Get<RecordingController>().NextAsync();
        Assert.Equal([Ours], seen.Metadata.Finalizers);
        Assert.Equal([Ours], harness.Cluster.Peek<Widget>("a")!.Metadata.Finalizers);
        Assert.Single(harness.Cluster.Writes);
    }

    [Fact]
    public async Task F1_FinalizerCannotBeAttached_IsNotReconciled()
    {
        await using var harness = await StartAsync();
        var refusals = 0;
        harness.Cluster.Before = (request, _) => request.Verb == "patch" && Interlocked.Increment(ref refusals) == 1
            ? throw Failures.Unreachable()
            : Task.CompletedTask;
        harness.Cluster.Add(Widget.Named("a"));
        await harness.Time.PassAsync(TimeSpan.FromMilliseconds(5));
        Assert.Equal([Ours], (await harness.Get<RecordingController>().NextAsync()).Metadata.Finalizers);
        Assert.Equal(2, refusals);
    }

    [Fact]
    public async Task F2_Deletion_CleansUpAndTakesOursOff()
    {
        await using var harness = await StartAsync();
        await CreatedAsync(harness, Widget.Named("a"));
        harness.Cluster.Remove<Widget>("a");

        Assert.Equal("a", (await harness.Get<RecordingController>().NextDeletedAsync()).Metadata.Name);
        Assert.Null(harness.Cluster.Peek<Widget>("a"));
        Assert.Equal(["a"], harness.Get<RecordingFinalizer>().Seen);
        Assert.Single(harness.Get<RecordingController>().Seen); // no reconcile of a terminating entity
    }

    [Fact]
    public async Task F2_CleanUpFails_ComesAgainUntilItSucceeds()
    {
        await using var harness = await StartAsync();
        var finalizer = harness.Get<RecordingFinalizer>();
        finalizer.OnFinalize = widget => finalizer.Seen.Count < 3
            ? ReconciliationResult<Widget>.Failure(widget, "still running")
            : ReconciliationResult<Widget>.Success(widget);
        await CreatedAsync(harness, Widget.Named("a"));
        harness.Cluster.Remove<Widget>("a");
        await harness.Time.PassAsync(TimeSpan.FromMilliseconds(5));
        Assert.NotNull(harness.Cluster.Peek<Widget>("a"));
        await harness.Time.PassAsync(TimeSpan.FromMilliseconds(10));
        await harness.Get<RecordingController>().NextDeletedAsync();
    }

    [Fact]
    public async Task F2_EntityBeginsToGoMeanwhile_GetsNoFinalizer()
    {
        await using var harness = await StartAsync();
        var isFirst = true;
        harness.Cluster.Before = (request, _) =>
        {
            if (request.Verb == "patch" && isFirst)
            {
                isFirst = false;
                harness.Cluster.Remove<Widget>("a");
            }

            return Task.CompletedTask;
        };
        harness.Cluster.Add(Carrying("a", Theirs));
        await Patience.UntilAsync(() => harness.Cluster.Requests.Any(request => request.Verb == "get"));
        harness.Cluster.Add(Widget.Named("marker"));
        Assert.Equal("marker", (await harness.Get<RecordingController>().NextAsync()).Metadata.Name);
        Assert.Equal([Theirs], harness.Cluster.Peek<Widget>("a")!.Metadata.Finalizers);
    }

    [Fact]
    public async Task F3_EntityFoundTerminatingAtStart_IsFinalized()
    {
        await using var harness = Harness();
        harness.Cluster.Add(Carrying("a", Ours));
        harness.Cluster.Remove<Widget>("a");
        await harness.RunAsync();
        await harness.Get<RecordingController>().NextDeletedAsync();
        Assert.Equal(["a"], harness.Get<RecordingFinalizer>().Seen);
    }

    [Fact]
    public async Task F3_EntityHeldByOthersWhileItTerminates_IsToldToTheController()
    {
        await using var harness = await StartAsync();
        await CreatedAsync(harness, Carrying("a", Theirs));
        harness.Cluster.Remove<Widget>("a");

        await Patience.UntilAsync(() => !harness.Get<RecordingController>().SeenTerminating.IsEmpty);
        Assert.Equal(["a"], harness.Get<RecordingFinalizer>().Seen.Distinct());
        Assert.Single(harness.Get<RecordingController>().Seen);
    }

    [Fact]
    public async Task F4_OtherFinalizers_StayWhereTheyAre()
    {
        await using var harness = await StartAsync();
        await CreatedAsync(harness, Carrying("a", Theirs));
        Assert.Equal([Theirs, Ours], harness.Cluster.Peek<Widget>("a")!.Metadata.Finalizers);
        harness.Cluster.Remove<Widget>("a");
        await Patience.UntilAsync(() => harness.Cluster.Peek<Widget>("a")!.Metadata.Finalizers!.SequenceEqual([Theirs]));
    }

    [Fact]
    public async Task F4_SomebodyAddsAFinalizerMeanwhile_NoneIsLost()
    {
        await using var harness = await StartAsync();
        var isFirst = true;
        harness.Cluster.Before = (request, _) =>
        {
            if (request.Verb == "patch" && isFirst)
            {
                isFirst = false;
                harness.Cluster.Change<Widget>("a", widget => widget with { Metadata = widget.Metadata with { Finalizers = [Theirs] } });
            }

            return Task.CompletedTask;
        };
        harness.Cluster.Add(Widget.Named("a"));
        await harness.Get<RecordingController>().NextAsync(); // at once: the clock stands still
        Assert.Equal([Theirs, Ours], harness.Cluster.Peek<Widget>("a")!.Metadata.Finalizers);
    }

    [Fact]
    public async Task F4_SeveralOfOurs_AreAttachedAtOnceAndEachIsTakenOffWhenDone()
    {
        await using var harness = new OperatorHarness(builder => builder
            .AddController<RecordingController, Widget>()
            .AddFinalizer<RecordingFinalizer, Widget>(Ours)
            .AddFinalizer<SecondFinalizer, Widget>("testing.transship.io/second"));
        await harness.RunAsync();
        harness.Get<SecondFinalizer>().OnFinalize = widget => ReconciliationResult<Widget>.Failure(widget, "busy", requeueAfter: TimeSpan.FromMinutes(1));
        await CreatedAsync(harness, Widget.Named("a"));
        Assert.Equal(2, harness.Cluster.Peek<Widget>("a")!.Metadata.Finalizers!.Count);

        harness.Cluster.Remove<Widget>("a");
        await harness.Time.WhenWaitingAsync(TimeSpan.FromMinutes(1)).WaitAsync(Patience.Limit);
        Assert.Equal(["testing.transship.io/second"], harness.Cluster.Peek<Widget>("a")!.Metadata.Finalizers);
        Assert.Single(harness.Get<RecordingFinalizer>().Seen);
    }

    [Fact]
    public async Task F3_CleanUpWaits_ComesBackAndIsNoFailure()
    {
        await using var harness = await StartAsync();
        harness.Get<RecordingFinalizer>().OnFinalize = widget => ReconciliationResult<Widget>.Waiting(widget, "a run ends first", TimeSpan.FromMinutes(1));
        await CreatedAsync(harness, Widget.Named("a"));
        harness.Cluster.Remove<Widget>("a");
        await harness.Time.WhenWaitingAsync(TimeSpan.FromMinutes(1)).WaitAsync(Patience.Limit);
        Assert.Equal([Ours], harness.Cluster.Peek<Widget>("a")!.Metadata.Finalizers);

        harness.Get<RecordingFinalizer>().OnFinalize = widget => ReconciliationResult<Widget>.Success(widget);
        await harness.Time.PassAsync(TimeSpan.FromMinutes(1));
        await Patience.UntilAsync(() => harness.Cluster.Peek<Widget>("a") is null);
        Assert.Equal(2, harness.Get<RecordingFinalizer>().Seen.Count);
        Assert.DoesNotContain(harness.Cluster.PeekAll<V1Event>(), told => told.Reason == "FinalizerFailed");
    }

    [Fact]
    public async Task F5_CleanUpCannotSucceed_IsToldAndHasAnEscape()
    {
        await using var harness = await StartAsync();
        harness.Get<RecordingFinalizer>().OnFinalize = widget => ReconciliationResult<Widget>.Failure(widget, "the registry is gone", requeueAfter: TimeSpan.FromHours(1));
        await CreatedAsync(harness, Widget.Named("a"));
        harness.Cluster.Remove<Widget>("a");
        await Patience.UntilAsync(() => harness.Cluster.PeekAll<V1Event>().Any(told => told.Reason == "FinalizerFailed"));
        var told = harness.Cluster.PeekAll<V1Event>().Single();
        Assert.Equal("Warning", told.Type);
        Assert.Contains("the registry is gone", told.Note!, StringComparison.Ordinal);
        Assert.Contains("testing.transship.io/skip-clean=true", told.Note!, StringComparison.Ordinal);

        harness.Cluster.Change<Widget>("a", widget => widget with
        {
            Metadata = widget.Metadata with { Annotations = new Dictionary<string, string> { ["testing.transship.io/skip-clean"] = "true" } },
        });
        await harness.Get<RecordingController>().NextDeletedAsync();
        await Patience.UntilAsync(() => harness.Cluster.PeekAll<V1Event>().Any(told => told.Reason == "FinalizerSkipped"));
    }

    [Fact]
    public async Task E5_FinalizerThrows_TheEventDoesNotRepeatTheException()
    {
        await using var harness = await StartAsync();
        harness.Get<RecordingFinalizer>().OnFinalize = _ => throw new InvalidOperationException("password=hunter2");
        await CreatedAsync(harness, Widget.Named("a"));
        harness.Cluster.Remove<Widget>("a");
        await Patience.UntilAsync(() => harness.Cluster.PeekAll<V1Event>().Count > 0);
        Assert.DoesNotContain("hunter2", harness.Cluster.PeekAll<V1Event>()[0].Note!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F2_Patches_TestWhatTheyChange()
    {
        await using var harness = await StartAsync();
        await CreatedAsync(harness, Widget.Named("a"));
        var patch = harness.Cluster.Writes.Single().Patch!;
        Assert.Equal("application/json-patch+json", patch.MediaType);
        Assert.Equal("tester-finalizers", patch.FieldManager);
        var body = Encoding.UTF8.GetString(patch.Body.Span);
        Assert.Contains("""{"op":"test","path":"/metadata/uid","value":"uid-1"}""", body, StringComparison.Ordinal);
    }

    private static OperatorHarness Harness(Action<OperatorSettings>? configure = null) => new(
        builder => builder.AddController<RecordingController, Widget>().AddFinalizer<RecordingFinalizer, Widget>(Ours), configure);

    private static Task<OperatorHarness> StartAsync() => Harness().RunAsync();

    private static async Task CreatedAsync(OperatorHarness harness, Widget widget)
    {
        harness.Cluster.Add(widget);
        await harness.Get<RecordingController>().NextAsync();
    }

    private static Widget Carrying(string name, string finalizer) =>
        Widget.Named(name) with { Metadata = Widget.Named(name).Metadata with { Finalizers = [finalizer] } };
}
