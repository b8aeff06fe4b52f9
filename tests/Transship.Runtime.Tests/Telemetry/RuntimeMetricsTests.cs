using Transship.Runtime.Controllers;
using Transship.Runtime.Telemetry;
using Transship.Runtime.Tests.Controllers;
using Transship.Runtime.Tests.Hosting;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Telemetry;

public sealed class RuntimeMetricsTests
{
    [Fact]
    public async Task Run_Metrics_HaveTheNamesAndLabelsThatDashboardsLookFor()
    {
        using var metrics = new MetricsCollector(RuntimeMetrics.MeterName, "dashboards");
        await using var harness = new OperatorHarness(builder => builder.AddController<RecordingController, Widget>(options => options.Name = "dashboards"));
        await harness.RunAsync();
        var controller = harness.Get<RecordingController>();
        controller.OnReconcile = (widget, _) => Task.FromResult(controller.Seen.Count == 1
            ? ReconciliationResult<Widget>.Failure(widget, "not yet")
            : ReconciliationResult<Widget>.Success(widget, TimeSpan.FromHours(1)));
        harness.Cluster.Add(Widget.Named("a"));
        await controller.NextAsync();
        await harness.Time.PassAsync(TimeSpan.FromMilliseconds(5));
        await controller.NextAsync();
        await Patience.UntilAsync(() => metrics["controller_runtime_reconcile_total"] == 2);

        Assert.Equal(1, metrics["controller_runtime_reconcile_total", "result=error"]);
        Assert.Equal(1, metrics["controller_runtime_reconcile_total", "result=requeue_after"]);
        Assert.Equal(0, metrics["controller_runtime_reconcile_total", "result=success"]);
        Assert.Equal(1, metrics["controller_runtime_reconcile_errors_total"]);
        Assert.Equal(0, metrics["controller_runtime_reconcile_panics_total"]);
        Assert.Equal(0, metrics["controller_runtime_terminal_reconcile_errors_total"]);
        Assert.Equal(2, metrics["controller_runtime_reconcile_time_seconds"]);
        Assert.Equal(1, metrics["controller_runtime_max_concurrent_reconciles"]);
        await Patience.UntilAsync(() => metrics["controller_runtime_active_workers"] == 0);
        Assert.Equal(2, metrics["workqueue_adds_total", "name=dashboards"]);
        Assert.Equal(1, metrics["workqueue_retries_total"]);
        Assert.Equal(2, metrics["workqueue_queue_duration_seconds"]);
        await Patience.UntilAsync(() => metrics["workqueue_work_duration_seconds"] == 2);
    }

    [Fact]
    public async Task Run_ReconcileHangs_GaugesShowDepthAndAge()
    {
        using var metrics = new MetricsCollector(RuntimeMetrics.MeterName, "gauges");
        await using var harness = new OperatorHarness(builder => builder.AddController<RecordingController, Widget>(options => options.Name = "gauges"));
        await harness.RunAsync();
        var controller = harness.Get<RecordingController>();
        var leave = new TaskCompletionSource();
        controller.OnReconcile = async (widget, token) =>
        {
            await leave.Task.WaitAsync(token);
            return ReconciliationResult<Widget>.Success(widget);
        };
        harness.Cluster.Add(Widget.Named("a"));
        await controller.NextAsync();
        harness.Cluster.Add(Widget.Named("b"));
        await Patience.UntilAsync(() => metrics["workqueue_depth"] == 1);
        harness.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(30, metrics["workqueue_unfinished_work_seconds"]);
        Assert.Equal(30, metrics["workqueue_longest_running_processor_seconds"]);
        Assert.Equal(1, metrics["controller_runtime_active_workers"]);
        leave.SetResult();
    }

    [Fact]
    public async Task Lead_MasterStatus_ShowsWhoLeads()
    {
        using var metrics = new MetricsCollector(RuntimeMetrics.MeterName, "lead-metric");
        await using var harness = new OperatorHarness(_ => { }, settings =>
        {
            settings.Name = "lead-metric";
            settings.LeaderElection = true;
        });
        await harness.RunAsync();
        Assert.Equal(1, metrics["leader_election_master_status"]);
        await harness.StopAsync();
        Assert.Equal(0, metrics["leader_election_master_status"]);
    }
}
