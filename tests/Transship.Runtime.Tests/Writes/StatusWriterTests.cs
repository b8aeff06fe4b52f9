using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Moq;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Runtime.Conditions;
using Transship.Runtime.Writes;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Writes;

public sealed class StatusWriterTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeCluster _cluster;
    private readonly StatusWriter _writer;

    public StatusWriterTests()
    {
        _cluster = new FakeCluster(_time);
        _writer = new StatusWriter(_cluster, "tester", _time);
    }

    [Fact]
    public async Task W2_Apply_WritesTheStatusSubresourceOnly()
    {
        var stored = _cluster.Add(Widget.Named("a", size: 3));
        var changed = stored with { Spec = new WidgetSpec { Size = 99 }, Status = new WidgetStatus { Size = 3 } };
        await _writer.ApplyAsync(stored, changed, default);

        var now = _cluster.Peek<Widget>("a")!;
        Assert.Equal((3, 3, 1L), (now.Spec.Size, now.Status!.Size!.Value, now.Metadata.Generation!.Value));
        Assert.Equal("status", _cluster.Writes.Single().Patch!.Subresource);
    }

    [Fact]
    public async Task W2_UpdateOfTheObject_LeavesTheStatus()
    {
        var stored = _cluster.Add(Widget.Named("a", size: 3));
        stored = await _writer.ApplyAsync(stored, stored with { Status = new WidgetStatus { Size = 3 } }, default);
        await _cluster.UpdateAsync(stored with { Spec = new WidgetSpec { Size = 4 }, Status = new WidgetStatus { Size = 99 } }, default);
        Assert.Equal(3, _cluster.Peek<Widget>("a")!.Status!.Size);
    }

    [Fact]
    public async Task W3_SpecChangesDuringTheReconcile_TheStatusSpeaksOfTheGenerationThatWasRead()
    {
        var read = _cluster.Add(Widget.Named("a", size: 3));
        _cluster.Change<Widget>("a", widget => widget with { Spec = new WidgetSpec { Size = 4 } });
        await _writer.ApplyAsync(read, read with { Status = new WidgetStatus { ObservedGeneration = read.Metadata.Generation } }, default);

        var now = _cluster.Peek<Widget>("a")!;
        Assert.Equal((2L, 1L), (now.Metadata.Generation!.Value, now.Status!.ObservedGeneration!.Value));
    }

    [Fact]
    public async Task W4_NothingChanged_WritesNothing()
    {
        var ready = new V1Condition { Type = "Ready", Status = ConditionStatus.True, Reason = "Ok", Message = "", LastTransitionTime = _time.GetUtcNow() };
        var stored = _cluster.Add(Widget.Named("a"));
        stored = await _writer.ApplyAsync(stored, stored with { Status = new WidgetStatus { Conditions = [ready] } }, default);
        _time.Advance(TimeSpan.FromHours(1));

        var same = ((IReadOnlyList<V1Condition>?)stored.Status!.Conditions).Set(ready with { LastTransitionTime = _time.GetUtcNow() });
        await _writer.ApplyAsync(stored, stored with { Status = new WidgetStatus { Conditions = same } }, default);
        Assert.Single(_cluster.Writes);
    }

    [Theory]
    [InlineData(ConditionStatus.True, 0)]
    [InlineData(ConditionStatus.False, 1)]
    public async Task W4_CacheDoesNotShowTheConditionYet_TransitionTimeMovesOnlyWhenItFlips(ConditionStatus then, int hours)
    {
        var first = _time.GetUtcNow();
        var ready = new V1Condition { Type = "Ready", Status = ConditionStatus.True, Reason = "Ok", Message = "", LastTransitionTime = first };
        var stale = _cluster.Add(Widget.Named("a"));
        await _writer.ApplyAsync(stale, stale with { Status = new WidgetStatus { Conditions = [ready] } }, default);
        _time.Advance(TimeSpan.FromHours(1));

        var computed = ready with { Status = then, LastTransitionTime = _time.GetUtcNow() }; // from a cache without conditions
        await _writer.ApplyAsync(stale, stale with { Status = new WidgetStatus { Conditions = [computed] } }, default);

        var stored = Assert.Single(_cluster.Peek<Widget>("a")!.Status!.Conditions!);
        Assert.Equal((then, first + TimeSpan.FromHours(hours)), (stored.Status, stored.LastTransitionTime));
    }

    [Fact]
    public async Task W5_Apply_SendsTheWholeStatusAsTheFieldManagerWithForce()
    {
        var stored = _cluster.Add(Widget.Named("a"));
        await _writer.ApplyAsync(stored, stored with { Status = new WidgetStatus { Size = 3, ObservedGeneration = 1 } }, default);

        var patch = _cluster.Writes.Single().Patch!;
        Assert.Equal(("application/apply-patch+yaml", "tester", true), (patch.MediaType, patch.FieldManager, patch.Force));
        var body = JsonNode.Parse(Encoding.UTF8.GetString(patch.Body.Span))!;
        Assert.Equal(["name", "namespace"], body["metadata"]!.AsObject().Select(member => member.Key));
        Assert.Equal(["observedGeneration", "size"], body["status"]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task W5_FieldLeftOut_IsRemoved()
    {
        var stored = _cluster.Add(Widget.Named("a"));
        stored = await _writer.ApplyAsync(stored, stored with { Status = new WidgetStatus { Size = 3, ObservedGeneration = 1 } }, default);
        await _writer.ApplyAsync(stored, stored with { Status = new WidgetStatus { ObservedGeneration = 1 } }, default);
        Assert.Null(_cluster.Peek<Widget>("a")!.Status!.Size);
    }

    [Fact]
    public async Task W6_StatusAndFinalizers_HaveFieldManagersOfTheirOwn()
    {
        await using var harness = new Hosting.OperatorHarness(builder => builder
            .AddController<Controllers.RecordingController, Widget>()
            .AddFinalizer<Finalizers.RecordingFinalizer, Widget>("testing.transship.io/x"));
        await harness.RunAsync();
        var (controller, writer) = (harness.Get<Controllers.RecordingController>(), harness.Get<StatusWriter>());
        controller.OnReconcile = async (widget, token) => Transship.Runtime.Controllers.ReconciliationResult<Widget>.Success(
            await writer.ApplyAsync(widget, widget with { Status = new WidgetStatus { Size = 1 } }, token));
        harness.Cluster.Add(Widget.Named("a"));
        await Patience.UntilAsync(() => harness.Cluster.Writes.Count() == 2);
        Assert.Equal(["tester-finalizers", "tester"], harness.Cluster.Writes.Select(request => request.Patch!.FieldManager));
    }

    [Fact]
    public async Task W8_CacheIsBehindOurOwnWrite_TheStatusIsWrittenAgain()
    {
        var stale = _cluster.Add(Widget.Named("a"));
        var desired = stale with { Status = new WidgetStatus { Size = 1 } };
        stale = await _writer.ApplyAsync(stale, desired, default);
        await _writer.ApplyAsync(stale, stale with { Status = new WidgetStatus { Size = 2 } }, default);

        // The cache still shows 1, and 1 is wanted again: skipping this write would leave 2 for good.
        await _writer.ApplyAsync(stale, stale with { Status = new WidgetStatus { Size = 1 } }, default);
        Assert.Equal(1, _cluster.Peek<Widget>("a")!.Status!.Size);
    }

    [Fact]
    public void W8_RecentWrites_AreForgottenInTime()
    {
        var recent = new RecentWrites(_time);
        for (var number = 0; number < 100; number++)
        {
            recent.Remember(Widget.Named($"w{number}", "1"), null);
        }

        _time.Advance(RecentWrites.Memory + TimeSpan.FromSeconds(1));
        recent.Remember(Widget.Named("last", "1"), null);
        Assert.Equal(1, recent.Count);
    }

    [Fact]
    public async Task Apply_ServerRefusesWhatItKeptOfAnItemThatWasLeftOut_TheStatusIsReplaced()
    {
        var stored = _cluster.Add(Widget.Named("a"));
        stored = await _writer.ApplyAsync(stored, stored with { Status = new WidgetStatus { Size = 1, ObservedGeneration = 1 } }, default);
        _cluster.Before = (request, _) => request.Patch?.MediaType.Contains("apply-patch", StringComparison.Ordinal) is true
            ? throw Failures.Of(HttpStatusCode.UnprocessableEntity, "Invalid", "status.conditions.reason: Required value") : Task.CompletedTask;

        stored = await _writer.ApplyAsync(stored, stored with { Status = new WidgetStatus { ObservedGeneration = 1 } }, default);

        Assert.Null(stored.Status!.Size);
        Assert.Equal(("status", "tester"), (_cluster.Writes.Last().Patch!.Subresource, _cluster.Writes.Last().Patch!.FieldManager));
    }

    [Fact]
    public async Task Apply_StatusIsRefusedInEachForm_IsAnError()
    {
        var stored = _cluster.Add(Widget.Named("a"));
        _cluster.Before = (_, _) => throw Failures.Of(HttpStatusCode.UnprocessableEntity, "Invalid");

        await Assert.ThrowsAsync<KubernetesException>(() => _writer.ApplyAsync(stored, stored with { Status = new WidgetStatus { Size = 1 } }, default));
        Assert.Equal(2, _cluster.Writes.Count());
    }

    [Fact]
    public async Task Apply_ServerKeptWhatWasLeftOut_TheStatusIsReplaced()
    {
        var stored = Widget.Named("a", "1") with { Status = new WidgetStatus { Size = 1, ObservedGeneration = 1 } };
        var client = new Mock<IKubernetesClient>();
        client.Setup(c => c.PatchAsync<Widget>("a", "default", It.Is<Patch>(p => p.MediaType.Contains("apply-patch")), default)).ReturnsAsync(stored);
        client.Setup(c => c.PatchAsync<Widget>("a", "default", It.Is<Patch>(p => p.MediaType.Contains("json-patch")), default))
            .ReturnsAsync(stored with { Status = new WidgetStatus { ObservedGeneration = 1 } });

        var written = await new StatusWriter(client.Object, "tester", _time).ApplyAsync(stored, stored with { Status = new WidgetStatus { ObservedGeneration = 1 } }, default);

        Assert.Null(written.Status!.Size);
        client.VerifyAll();
    }

    [Fact]
    public async Task Apply_EntityIsGone_IsNoError()
    {
        var stored = _cluster.Add(Widget.Named("a"));
        _cluster.Remove<Widget>("a");
        var desired = stored with { Status = new WidgetStatus { Size = 1 } };
        Assert.Same(desired, await _writer.ApplyAsync(stored, desired, default));
    }
}
