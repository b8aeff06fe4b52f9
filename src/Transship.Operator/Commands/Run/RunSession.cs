using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Entities;
using Transship.Operator.Executions;
using Transship.Operator.Hosting;
using Transship.Runtime.Caching;

namespace Transship.Operator.Commands.Run;

/// <summary>Watches a run with no cluster: shows how it goes, and knows when it is over.</summary>
internal sealed class RunSession(
    IEntityCache<ReplicationRule> rules,
    IEntityCache<ReplicationExecution> executions,
    EarlierRuns earlier,
    RuleExecutions started,
    RuleOutlook outlook,
    RunDisplay display,
    TimeProvider time)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a rule that is not ready is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Guards what is known of runs: those that expire are heard of on another thread.</summary>
    private readonly Lock _gate = new();

    /// <summary>The rules, as <c>namespace/name</c>, of which a run was seen: history limits may have removed it since.</summary>
    private readonly HashSet<string> _ran = new(StringComparer.Ordinal);

    /// <summary>The executions that this session started and the cache does not show yet.</summary>
    private readonly HashSet<NamespacedName> _awaited = [];

    private bool _hasFailure;

    /// <summary>Watches until all rules have run, or until the process is told to stop.</summary>
    /// <param name="once">Whether to end when all rules have run.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> WatchAsync(bool once, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        started.Expiring += Keep;
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
        finally
        {
            started.Expiring -= Keep;
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
            lock (_gate)
            {
                _awaited.Add(new NamespacedName(rule.Metadata.Namespace!, RuleExecutions.NameOf(rule, suffix)));
            }

            await started.StartAsync(rule, ExecutionTrigger.Manual, suffix, cancellationToken);
        }
    }

    private bool IsOver(TimeSpan elapsed)
    {
        Observe();
        return (IsNoneAwaited() || elapsed > Patience)
            && rules.List().Where(r => r.Spec.Enabled).All(r => HasRun(r) || outlook.IsHopeless(r) || elapsed > Patience)
            && executions.List().All(e => e.HasEnded());
    }

    private bool IsNoneAwaited()
    {
        lock (_gate)
        {
            return _awaited.Count == 0;
        }
    }

    private bool HasRun(ReplicationRule rule)
    {
        lock (_gate)
        {
            return rule.Status?.InitialRunStarted == true && _ran.Contains($"{rule.Metadata.Namespace}/{rule.Metadata.Name}");
        }
    }

    private void Keep(ReplicationExecution expiring)
    {
        Observe(expiring);
        display.Keep(expiring);
    }

    private void Observe()
    {
        foreach (var execution in executions.List())
        {
            Observe(execution);
        }
    }

    private void Observe(ReplicationExecution execution)
    {
        lock (_gate)
        {
            _awaited.Remove(NamespacedName.Of(execution));
            _hasFailure |= execution.Status?.Phase == ExecutionPhase.Failed && earlier.Lack(execution);
            _ran.UnionWith(Indexes.RuleOf(execution));
        }
    }

    private int Outcome()
    {
        Observe();
        var enabled = rules.List().Where(r => r.Spec.Enabled).ToArray();
        foreach (var rule in enabled)
        {
            if (outlook.ProblemOf(rule) is { } problem)
            {
                display.Complain(rule, problem);
            }
        }

        return enabled.Any(r => !HasRun(r) && outlook.IsHopeless(r)) ? ExitCodes.BadInput
            : enabled.Any(r => !HasRun(r)) ? ExitCodes.Failure
            : _hasFailure || !IsNoneAwaited() ? ExitCodes.Failure
            : ExitCodes.Success;
    }
}
