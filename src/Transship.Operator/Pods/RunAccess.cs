using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Operator.Executions;
using Transship.Operator.Status;
using Transship.Runtime.Caching;

namespace Transship.Operator.Pods;

/// <summary>Which accounts the runs of a namespace need, and when the last run that needs them is over.</summary>
internal sealed class RunAccess(IEntityCache<ReplicationExecution> executions, OwnStatus<ReplicationExecution> statuses, WorkerAccess access)
{
    /// <summary>Makes sure that the workers of a run, and those of the others of its namespace, may do their work.</summary>
    public Task EnsureAsync(ReplicationExecution execution, CancellationToken cancellationToken)
    {
        var ns = execution.Metadata.Namespace!;
        return access.EnsureAsync(ns, [.. Others(execution).Append(execution).Select(AccountOf).Distinct(StringComparer.Ordinal)], cancellationToken);
    }

    /// <summary>A run is over.</summary>
    public Task ReleaseAsync(ReplicationExecution execution, CancellationToken cancellationToken) =>
        access.RemoveAsync(execution.Metadata.Namespace!, () => Others(execution).Any(), cancellationToken);

    private static string AccountOf(ReplicationExecution execution) => execution.Status?.Rule?.Spec.Execution?.Pod?.ServiceAccountName ?? WorkerAccess.Name;

    private IEnumerable<ReplicationExecution> Others(ReplicationExecution execution) => executions.List(execution.Metadata.Namespace)
        .Where(other => other.Metadata.Uid != execution.Metadata.Uid)
        .Select(statuses.Newest)
        .Where(other => other.HasStarted() && !other.HasEnded() && other.Status!.Mode == ExecutionMode.Pod);
}
