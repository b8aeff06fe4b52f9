using Transship.Api.Executions;
using Transship.Kubernetes.Client;
using Transship.Operator.Executions;

namespace Transship.Operator.Commands.Run;

/// <summary>The executions in kept data that had ended before the program was started: they are no news, and say nothing of how it went this time.</summary>
internal sealed class EarlierRuns
{
    private readonly HashSet<string> _uids;

    private EarlierRuns(IEnumerable<ReplicationExecution> executions) =>
        _uids = [.. executions.Where(execution => execution.HasEnded()).Select(execution => execution.Metadata.Uid!)];

    /// <summary>Reads them, before any controller runs.</summary>
    public static async Task<EarlierRuns> ReadAsync(IKubernetesClient client, CancellationToken cancellationToken) =>
        new((await client.ListAllAsync<ReplicationExecution>(new ListQuery(), cancellationToken)).Items);

    /// <summary>Whether an execution is none of them.</summary>
    public bool Lack(ReplicationExecution execution) => !_uids.Contains(execution.Metadata.Uid!);
}
