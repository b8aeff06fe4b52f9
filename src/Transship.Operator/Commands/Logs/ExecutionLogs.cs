using System.Runtime.CompilerServices;
using Spectre.Console;
using Transship.Api;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Operator.Plans;
using Transship.Operator.Pods;
using Transship.Operator.TaskLogs;
using Transship.Replication.Executions;

namespace Transship.Operator.Commands.Logs;

/// <summary>The logs of a run's tasks, wherever they are: kept task by task, kept shard by shard, or still in the pods that work.</summary>
/// <param name="client">The API server.</param>
/// <param name="ns">The namespace of the run.</param>
/// <param name="execution">Its name.</param>
internal sealed class ExecutionLogs(KubernetesClient client, string ns, string execution)
{
    private const int PageSize = 100;
    private const int MaxPodLines = 5000;

    /// <summary>Reads them, in no particular order.</summary>
    /// <param name="task">The task that is asked for; null for all, and what workers say besides.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="KubernetesException">Refused.</exception>
    public async Task<List<LogLine>> ReadAsync(string? task, CancellationToken cancellationToken)
    {
        var (lines, kept) = (new List<LogLine>(), new HashSet<string>(StringComparer.Ordinal));
        var query = new ListQuery { Namespace = ns, LabelSelector = $"{LogMap.Label} in ({TaskLogKeeper.Kind},{PlanLog.Kind},{ShardLogs.LabelValue}),{OfTheRun}", Limit = PageSize };
        foreach (var map in (await client.ListAllAsync<V1ConfigMap>(query, cancellationToken)).Items)
        {
            kept.Add(map.Metadata.Name!);
            lines.AddRange(Texts(map, task).SelectMany(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(LogLine.Read));
        }

        await foreach (var line in LiveAsync(kept, cancellationToken))
        {
            if (task is null || ShardLogs.TaskOf(line) == task)
            {
                lines.Add(LogLine.Read(line));
            }
        }

        return lines;
    }

    private string OfTheRun => $"{TransshipApi.ExecutionLabel}={ChildNames.LabelValue(execution)}";

    private static IEnumerable<string> Texts(V1ConfigMap map, string? task)
    {
        var data = map.Data ?? new Dictionary<string, string>();
        var isShard = map.Metadata.Labels?[LogMap.Label] == ShardLogs.LabelValue;
        return isShard ? data.Where(log => task is null || log.Key == task).Select(log => log.Value)
            : task is null || map.Metadata.Name == TaskLogKeeper.NameOf(task) ? data.Where(log => log.Key == LogMap.Key).Select(log => log.Value)
            : [];
    }

    /// <summary>What the pods logged whose logs are not kept yet, as far as one may read it.</summary>
    private async IAsyncEnumerable<string> LiveAsync(
        HashSet<string> kept, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var pod in await PodsAsync(cancellationToken))
        {
            if (ShardJobs.JobNameOf(pod) is { } job && !kept.Contains(ShardLogs.NameOf(job)))
            {
                await foreach (var line in LogAsync(pod, cancellationToken).WithCancellation(cancellationToken))
                {
                    yield return line;
                }
            }
        }
    }

    private async Task<IReadOnlyList<V1Pod>> PodsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await client.ListAsync<V1Pod>(new ListQuery { Namespace = ns, LabelSelector = $"{ShardJobs.Workers},{OfTheRun}" }, cancellationToken)).Items;
        }
        catch (KubernetesException e)
        {
            // A server without pods, or a reader without the right to see them: what is kept is there all the same.
            Tell(e, "The pods of the run cannot be seen");
            return [];
        }
    }

    private async IAsyncEnumerable<string> LogAsync(V1Pod pod, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var log = client.ReadLogAsync(pod.Metadata.Name!, ns, new PodLogQuery { Container = ShardJob.Container, TailLines = MaxPodLines }, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(pod, log))
        {
            yield return log.Current;
        }
    }

    private static async Task<bool> NextAsync(V1Pod pod, IAsyncEnumerator<string> log)
    {
        try
        {
            return await log.MoveNextAsync();
        }
        catch (KubernetesException e)
        {
            // A pod that has not begun has no log, and one that has ended may be gone by now.
            Tell(e, $"The log of pod '{pod.Metadata.Name}' cannot be read");
            return false;
        }
    }

    private static void Tell(KubernetesException error, string what)
    {
        if (!error.IsNotFound)
        {
            Terminal.Error.WriteLine($"{what}: {error.Message}");
        }
    }
}
