using Transship.Kubernetes.Entities;
using Transship.Runtime.Caching;
using Transship.Runtime.Controllers;
using Transship.Runtime.Hosting;
using Transship.Runtime.Queue;
using Transship.Runtime.Telemetry;
using Transship.Runtime.Tests.Hosting;
using Transship.Runtime.Tests.Telemetry;
using Transship.Runtime.Writes;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Controllers;

public sealed class ControllerTests
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(5);

    [Fact]
    public async Task Q1_ManyWorkers_OneKeyRunsOnceAtATime()
    {
        await using var harness = await StartAsync(options => options.MaxConcurrentReconciles = 4);
        var (controller, entered, leave) = (harness.Get<RecordingController>(), 0, new SemaphoreSlim(0));
        var overlaps = 0;
        controller.OnReconcile = async (widget, token) =>
        {
            overlaps += Interlocked.Increment(ref entered) > 1 ? 1 : 0;
            await leave.WaitAsync(token);
            Interlocked.Decrement(ref entered);
            return Success(widget);
        };
        harness.Cluster.Add(Widget.Named("a"));
        await controller.NextAsync();
        for (var size = 1; size < 20; size++)
        {
            harness.Cluster.Change<Widget>("a", widget => widget with { Spec = new WidgetSpec { Size = size } });
        }

        await Patience.UntilAsync(() => CachedSize(harness) == 19);
        leave.Release(2);
        Assert.Equal(19, (await controller.NextAsync()).Spec.Size);
        Assert.Equal(0, overlaps);
    }

    [Fact]
    public async Task Q3_Success_ForgetsTheFailures()
    {
        await using var harness = await StartAsync();
        var controller = harness.Get<RecordingController>();
        controller.OnReconcile = Script(
            widget => ReconciliationResult<Widget>.Failure(widget, "not yet"),
            widget => ReconciliationResult<Widget>.Failure(widget, "not yet"),
            Success,
            widget => ReconciliationResult<Widget>.Failure(widget, "again"),
            Success);
        harness.Cluster.Add(Widget.Named("a"));
        await controller.NextAsync();
        await harness.Time.PassAsync(FirstRetry);
        await controller.NextAsync();
        await harness.Time.PassAsync(FirstRetry * 2);
        await controller.NextAsync();

        harness.Get<IEntityQueue<Widget>>().Enqueue(Key("a"));
        await controller.NextAsync();
        await harness.Time.PassAsync(FirstRetry);
        await controller.NextAsync();
    }

    [Fact]
    public async Task Q3_RequeueAfter_ComesWhenItIsDue()
    {
        await using var harness = await StartAsync();
        var controller = harness.Get<RecordingController>();
        controller.OnReconcile = Script(widget => ReconciliationResult<Widget>.Success(widget, TimeSpan.FromMinutes(3)), Success);
        harness.Cluster.Add(Widget.Named("a"));
        await controller.NextAsync();
        await harness.Time.PassAsync(TimeSpan.FromMinutes(3));
        await controller.NextAsync();
    }

    [Fact]
    public async Task Q3_RequeueAfter_ForgetsTheFailures()
    {
        await using var harness = await StartAsync();
        var controller = harness.Get<RecordingController>();
        controller.OnReconcile = Script(
            widget => ReconciliationResult<Widget>.Failure(widget, "not yet"),
            widget => ReconciliationResult<Widget>.Success(widget, TimeSpan.FromMinutes(3)),
            widget => ReconciliationResult<Widget>.Failure(widget, "again"),
            Success);
        harness.Cluster.Add(Widget.Named("a"));
        await controller.NextAsync();
        await harness.Time.PassAsync(FirstRetry);
        await controller.NextAsync();
        await harness.Time.PassAsync(TimeSpan.FromMinutes(3));
        await controller.NextAsync();
        await harness.Time.PassAsync(FirstRetry);
        await controller.NextAsync();
    }

    [Fact]
    public async Task Q3_FailureWithItsOwnTime_CountsAndComesThen()
    {
        await using var harness = await StartAsync();
        var controller = harness.Get<RecordingController>();
        controller.OnReconcile = Script(
            widget => ReconciliationResult<Widget>.Failure(widget, "rate limited", requeueAfter: TimeSpan.FromMinutes(3)),
            widget => ReconciliationResult<Widget>.Failure(widget, "broken"),
            Success);
        harness.Cluster.Add(Widget.Named("a"));
        await controller.NextAsync();
        await harness.Time.PassAsync(TimeSpan.FromMinutes(3));
        await controller.NextAsync();
        await harness.Time.PassAsync(FirstRetry * 2);
        await controller.NextAsync();
    }

    [Fact]
    public async Task Q3_TerminalError_IsCountedAndWaitsForAChange()
    {
        await using var harness = await StartAsync(options => options.Name = "terminal");
        using var metrics = new MetricsCollector(RuntimeMetrics.MeterName, "terminal");
        var controller = harness.Get<RecordingController>();
        controller.OnReconcile = Script(widget => ReconciliationResult<Widget>.Terminal(widget, "the URL is no URL"), Success);
        harness.Cluster.Add(Widget.Named("a"));
        await controller.NextAsync();
        await Patience.UntilAsync(() => metrics["controller_runtime_terminal_reconcile_errors_total"] == 1);
        harness.Time.Advance(TimeSpan.FromHours(1));
        Assert.Single(controller.Seen);

        harness.Cluster.Change<Widget>("a", widget => widget with { Spec = new WidgetSpec { Size = 1 } });
        await controller.NextAsync();
    }

    [Fact]
    public async Task Q3_NeverSucceeds_IsNeverDropped()
    {
        await using var harness = await StartAsync();
        var controller = harness.Get<RecordingController>();
        controller.OnReconcile = (widget, _) => Task.FromResult(ReconciliationResult<Widget>.Failure(widget, "down"));
        harness.Cluster.Add(Widget.Named("a"));
        for (var failure = 0; failure < 40; failure++)
        {
            await controller.NextAsync();
            await harness.Time.PassAsync(TimeSpan.FromMilliseconds(Math.Min(5 * Math.Pow(2, failure), 1_000_000)));
        }
    }

    [Fact]
    public async Task Q5_Exception_IsAnErrorAndTheWorkerSurvives()
    {
        await using var harness = await StartAsync(options => options.Name = "panicking");
        using var metrics = new MetricsCollector(RuntimeMetrics.MeterName, "panicking");
        var controller = harness.Get<RecordingController>();
        controller.OnReconcile = Script(_ => throw new InvalidOperationException("a bug"), Success);
        harness.Cluster.Add(Widget.Named("a"));
        await controller.NextAsync();
        await harness.Time.PassAsync(FirstRetry);
        await controller.NextAsync();

        await Patience.UntilAsync(() => metrics["controller_runtime_reconcile_total", "result=success"] == 1);
        Assert.Equal(1, metrics["controller_runtime_reconcile_panics_total"]);
        Assert.Equal(1, metrics["controller_runtime_reconcile_errors_total"]);
        Assert.Equal(1, metrics["controller_runtime_reconcile_total", "result=error"]);
    }

    [Fact]
    public async Task Q5_Conflict_IsNoErrorAndComesAgain()
    {
        await using var harness = await StartAsync(options => options.Name = "conflicting");
        using var metrics = new MetricsCollector(RuntimeMetrics.MeterName, "conflicting");
        var controller = harness.Get<RecordingController>();
        controller.OnReconcile = Script(_ => throw Failures.Conflict(), Success);
        harness.Cluster.Add(Widget.Named("a"));
        await controller.NextAsync();
        await harness.Time.PassAsync(FirstRetry);
        await controller.NextAsync();
        Assert.Equal(1, metrics["controller_runtime_reconcile_total", "result=requeue"]);
        Assert.Equal(0, metrics["controller_runtime_reconcile_errors_total"]);
    }

    [Fact]
    public async Task Q6_RestartWithManyObjects_HandlesAFreshEditFirst()
    {
        await using var harness = Harness();
        for (var number = 0; number < 500; number++)
        {
            harness.Cluster.Add(Widget.Named($"old{number}"));
        }

        var controller = harness.Get<RecordingController>();
        using var leave = Hold(controller);
        await harness.RunAsync();
        await controller.NextAsync();
        harness.Cluster.Add(Widget.Named("fresh"));
        await Patience.UntilAsync(() => harness.Get<IEntityCache<Widget>>().Get(Key("fresh")) is not null);
        await Patience.UntilAsync(() => harness.Get<QueueRegistry>().For(Registration(harness)).Depth == 500);
        leave.Release(1_000); // more than there are: none is left to wait for the end

        Assert.Equal("fresh", (await controller.NextAsync()).Metadata.Name);
    }

    [Fact]
    public async Task Q6_AskedForAsWhatCanWait_GoesBehindAFreshEditAndBeforeTheFirstList()
    {
        await using var harness = Harness();
        string[] old = ["old1", "old2", "old3"];
        Array.ForEach(old, name => harness.Cluster.Add(Widget.Named(name)));
        var controller = harness.Get<RecordingController>();
        using var leave = Hold(controller);
        await harness.RunAsync();
        var first = await NextNameAsync(controller);
        var others = old.Where(name => name != first).ToArray();
        harness.Get<IEntityQueue<Widget>>().Enqueue(Key(others[1]), canWait: true);
        harness.Cluster.Add(Widget.Named("fresh"));
        await Patience.UntilAsync(() => harness.Get<QueueRegistry>().For(Registration(harness)).Depth == 3);
        leave.Release(1_000);

        string[] order = [await NextNameAsync(controller), await NextNameAsync(controller), await NextNameAsync(controller)];
        Assert.Equal(["fresh", others[1], others[0]], order);
    }

    [Fact]
    public async Task Q7_ReconcileTimeout_EndsTheReconcileAsAnError()
    {
        await using var harness = await StartAsync(options =>
        {
            options.Name = "slow";
            options.ReconcileTimeout = TimeSpan.FromSeconds(30);
        });
        using var metrics = new MetricsCollector(RuntimeMetrics.MeterName, "slow");
        var controller = harness.Get<RecordingController>();
        controller.OnReconcile = async (widget, token) =>
        {
            await (controller.Seen.Count == 1 ? Task.Delay(Timeout.InfiniteTimeSpan, token) : Task.CompletedTask);
            return Success(widget);
        };
        harness.Cluster.Add(Widget.Named("a"));
        await controller.NextAsync();
        await harness.Time.PassAsync(TimeSpan.FromSeconds(30));
        await harness.Time.PassAsync(FirstRetry);
        await controller.NextAsync();
        Assert.Equal(1, metrics["controller_runtime_reconcile_total", "result=error"]);
    }

    [Fact]
    public async Task Q8_Resync_DeliversTheCacheAgainWithoutAList()
    {
        await using var harness = await StartAsync(options => options.ResyncPeriod = TimeSpan.FromHours(10));
        var controller = harness.Get<RecordingController>();
        harness.Cluster.Add(Widget.Named("a"));
        await controller.NextAsync();
        await harness.Time.PassAsync(TimeSpan.FromHours(9)); // 10 h less a tenth
        await controller.NextAsync();
        await harness.Time.PassAsync(TimeSpan.FromHours(9));
        await controller.NextAsync();
        Assert.Single(harness.Cluster.Requests, request => request.Verb == "list");
    }

    [Fact]
    public async Task Q10_StatusWrite_BringsNoFurtherReconcile()
    {
        await using var harness = await StartAsync();
        var controller = harness.Get<RecordingController>();
        var writer = harness.Get<StatusWriter>();
        controller.OnReconcile = async (widget, token) =>
        {
            var status = new WidgetStatus { ObservedGeneration = widget.Metadata.Generation, Size = controller.Seen.Count };
            return Success(await writer.ApplyAsync(widget, widget with { Status = status }, token));
        };
        harness.Cluster.Add(Widget.Named("a"));
        await controller.NextAsync();
        await Patience.UntilAsync(() => harness.Get<IEntityCache<Widget>>().Get(Key("a"))?.Status?.Size == 1);
        harness.Cluster.Add(Widget.Named("marker"));
        Assert.Equal("marker", (await controller.NextAsync()).Metadata.Name);
        Assert.Equal(2, controller.Seen.Count);
    }

    [Fact]
    public async Task Q11_Reconcile_LeavesTheCacheAsItWas()
    {
        await using var harness = await StartAsync(finalizer: "testing.transship.io/hold");
        var controller = harness.Get<RecordingController>();
        var cache = harness.Get<IEntityCache<Widget>>();
        var writer = harness.Get<StatusWriter>();
        var (before, after) = ("", "");
        controller.OnReconcile = async (widget, token) =>
        {
            var cached = cache.Get(Key("a"))!;
            before = Json(cached);
            await writer.ApplyAsync(widget, widget with { Status = new WidgetStatus { Size = 9 } }, token);
            after = Json(cached);
            return Success(widget);
        };
        harness.Cluster.Add(Widget.Named("a"));
        await controller.NextAsync();
        await Patience.UntilAsync(() => after.Length > 0);
        Assert.Equal(before, after);
    }

    [Fact]
    public async Task Reconcile_Logs_WithTheScopeOfTheKey()
    {
        var logger = new Logging.RecordingLogger();
        await using var harness = new OperatorHarness(builder =>
        {
            builder.AddController<RecordingController, Widget>();
            Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<Microsoft.Extensions.Logging.ILoggerFactory>(
                builder.Services, new Logging.SingleLoggerFactory(logger));
        });
        await harness.RunAsync();
        harness.Cluster.Add(Widget.Named("a"));
        await harness.Get<RecordingController>().NextAsync();
        var scope = logger.Scopes.First(values => values.ContainsKey("reconcileID"));
        Assert.Equal(("recording", "default", "a", 1L), (scope["controller"], scope["namespace"], scope["name"], scope["generation"]));
    }

    private static OperatorHarness Harness(Action<ControllerOptions<Widget>>? configure = null, string? finalizer = null) => new(builder =>
    {
        builder.AddController<RecordingController, Widget>(configure);
        if (finalizer is not null)
        {
            builder.AddFinalizer<Finalizers.RecordingFinalizer, Widget>(finalizer);
        }
    });

    private static Task<OperatorHarness> StartAsync(Action<ControllerOptions<Widget>>? configure = null, string? finalizer = null) =>
        Harness(configure, finalizer).RunAsync();

    private static IControllerRegistration Registration(OperatorHarness harness) => harness.Get<IControllerRegistration>();

    private static int? CachedSize(OperatorHarness harness) => harness.Get<IEntityCache<Widget>>().Get(Key("a"))?.Spec.Size;

    /// <summary>Reconciles end when the semaphore lets them.</summary>
    private static SemaphoreSlim Hold(RecordingController controller)
    {
        var leave = new SemaphoreSlim(0);
        controller.OnReconcile = async (widget, token) =>
        {
            await leave.WaitAsync(token);
            return Success(widget);
        };
        return leave;
    }

    private static async Task<string> NextNameAsync(RecordingController controller) => (await controller.NextAsync()).Metadata.Name!;

    private static NamespacedName Key(string name) => new("default", name);

    private static string Json(Widget widget) => System.Text.Json.JsonSerializer.Serialize(widget, Transship.Kubernetes.Serialization.KubernetesJson.Options);

    private static ReconciliationResult<Widget> Success(Widget widget) => ReconciliationResult<Widget>.Success(widget);

    private static Func<Widget, CancellationToken, Task<ReconciliationResult<Widget>>> Script(params Func<Widget, ReconciliationResult<Widget>>[] answers)
    {
        var next = -1;
        return (widget, _) => Task.FromResult(answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)](widget));
    }
}
