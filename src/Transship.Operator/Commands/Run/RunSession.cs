using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Operator.Executions;
using Transship.Runtime.Caching;

namespace Transship.Operator.Commands.Run;

/// <summary>Watches a run with no cluster: shows how it goes, and knows when it is over.</summary>
internal sealed class RunSession(
    IEntityCache<ReplicationRule> rules, IEntityCache<ReplicationExecution> executions, RuleExecutions started, RuleOutlook outlook, RunDisplay display, TimeProvider time)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a rule that is not ready is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Watches until all rules have run, or until the process is told to stop.</summary>
    /// <param name="once">Whether to end when all rules have run.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> WatchAsync(bool once, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        try
        {
            await RunAgainAsync(cancellationToken);
            await display.RunAsync(
                async token =>
                {
                    while (!once || !IsOver(time.GetElapsedTime(begun)))
                    {
                        await Task.Delay(Tick, time, token);
                    }
                },
                cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return once ? ExitCodes.Interrupted : Outcome();
        }

        return Outcome();
    }

    /// <summary>With kept data a rule has had its initial run already: starting the program again means to run it again.</summary>
    private async Task RunAgainAsync(CancellationToken cancellationToken)
    {
        while (!rules.HasSynced || !executions.HasSynced)
        {
            await Task.Delay(Tick, time, cancellationToken);
        }

        var suffix = $"run-{time.GetUtcNow():yyyyMMddHHmmss}";
        foreach (var rule in rules.List().Where(r => r.Spec.Enabled && r.Status?.InitialRunStarted == true && started.ActiveOf(r).Count == 0))
        {
            await started.StartAsync(rule, ExecutionTrigger.Manual, suffix, cancellationToken);
        }
    }

    private bool IsOver(TimeSpan elapsed) =>
        rules.List().Where(r => r.Spec.Enabled).All(r => HasRun(r) || outlook.IsHopeless(r) || elapsed > Patience) && executions.List().All(e => e.HasEnded());

    private bool HasRun(ReplicationRule rule) => rule.Status?.InitialRunStarted == true && started.Of(rule).Count > 0;

    private int Outcome()
    {
        var enabled = rules.List().Where(r => r.Spec.Enabled).ToArray();
        foreach (var rule in enabled)
        {
            if (outlook.ProblemOf(rule) is { } problem)
            {
                RunDisplay.Complain(rule, problem);
            }
        }

        return enabled.Any(r => !HasRun(r) && outlook.IsHopeless(r)) ? ExitCodes.BadInput
            : enabled.Any(r => !HasRun(r)) ? ExitCodes.Failure
            : executions.List().Any(e => e.Status?.Phase == ExecutionPhase.Failed) ? ExitCodes.Failure
            : ExitCodes.Success;
    }
}
