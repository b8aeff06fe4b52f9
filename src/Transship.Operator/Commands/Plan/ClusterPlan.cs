using Spectre.Console;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Kubernetes.Client;
using Transship.Operator.Commands.Logs;
using Transship.Operator.Commands.Start;
using Transship.Operator.Endpoints;
using Transship.Operator.Executions;

namespace Transship.Operator.Commands.Plan;

/// <summary>What a run of a rule of a cluster would do: a dry run finds it out, made by the operator with its secrets and its network.</summary>
internal sealed class ClusterPlan(KubernetesClient client, string ns, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Makes a dry run and prints what it found.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="ReasonedException">There is no such rule, or its dry run failed or did not end in time.</exception>
    /// <exception cref="KubernetesException">Refused.</exception>
    public async Task<int> PrintAsync(string rule, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var created = await new RequestedRuns(client, ns, time).CreateAsync(rule, dryRun: true, cancellationToken);
        var ended = await UntilEndedAsync(created.Metadata.Name!, time.GetUtcNow() + timeout, cancellationToken);
        foreach (var line in await new ExecutionLogs(client, ns, created.Metadata.Name!).ReadAsync(task: null, cancellationToken))
        {
            Terminal.Output.WriteLine(line.ToString());
        }

        var verdict = ended.Status!.Conditions!.Single(condition => condition.Type == ConditionTypes.Succeeded);
        if (ended.Status.Phase != ExecutionPhase.Succeeded)
        {
            throw new ReasonedException(verdict.Reason, $"ReplicationRule {rule}: {verdict.Message}");
        }

        Terminal.Error.WriteLine(verdict.Message);
        return ExitCodes.Success;
    }

    private async Task<ReplicationExecution> UntilEndedAsync(string name, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        while (true)
        {
            var execution = await client.GetAsync<ReplicationExecution>(name, ns, cancellationToken)
                ?? throw new ReasonedException(ConditionReasons.NotFound, $"ReplicationExecution '{name}' was deleted before it had ended.");
            if (execution.HasEnded())
            {
                return execution;
            }

            if (time.GetUtcNow() >= deadline)
            {
                throw new ReasonedException(ConditionReasons.DeadlineExceeded, execution.HasStarted()
                    ? $"ReplicationExecution '{name}' still plans. Wait longer with --timeout, or see later what it found: kubectl transship logs execution/{name}"
                    : $"ReplicationExecution '{name}' has not begun. Does the operator work? kubectl transship doctor tells.");
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
