using Transship.Runtime.Controllers;

namespace Transship.Runtime.Telemetry;

/// <summary>The measurements of one controller.</summary>
internal sealed class ControllerMetrics
{
    private readonly RuntimeMetrics _metrics;
    private readonly KeyValuePair<string, object?> _controller;

    internal ControllerMetrics(string controller, int workers, RuntimeMetrics metrics)
    {
        _metrics = metrics;
        _controller = new("controller", controller);
        foreach (var outcome in Enum.GetValues<ReconcileOutcome>().Where(outcome => Result(outcome) is not null))
        {
            metrics.Reconciles.Add(0, _controller, new("result", Result(outcome)));
        }

        metrics.MaxConcurrent.Record(workers, _controller);
    }

    internal void Started() => _metrics.ActiveWorkers.Add(1, _controller);

    internal void Ended() => _metrics.ActiveWorkers.Add(-1, _controller);

    internal void Reconciled(ReconcileOutcome outcome, TimeSpan took)
    {
        _metrics.Reconciles.Add(1, _controller, new("result", Result(outcome) ?? "error"));
        _metrics.Durations.Record(took.TotalSeconds, _controller);
        if (outcome is ReconcileOutcome.Error or ReconcileOutcome.TerminalError or ReconcileOutcome.Panic)
        {
            _metrics.Errors.Add(1, _controller);
        }

        if (outcome == ReconcileOutcome.TerminalError)
        {
            _metrics.TerminalErrors.Add(1, _controller);
        }

        if (outcome == ReconcileOutcome.Panic)
        {
            _metrics.Panics.Add(1, _controller);
        }
    }

    private static string? Result(ReconcileOutcome outcome) => outcome switch
    {
        ReconcileOutcome.Success => "success",
        ReconcileOutcome.RequeueAfter => "requeue_after",
        ReconcileOutcome.Requeue => "requeue",
        ReconcileOutcome.Error => "error",
        _ => null,
    };
}
