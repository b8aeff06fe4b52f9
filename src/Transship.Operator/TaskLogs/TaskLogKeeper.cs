using Microsoft.Extensions.Logging;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;

namespace Transship.Operator.TaskLogs;

/// <summary>
/// Keeps the log of each task in a ConfigMap that the task owns: readable with kubectl and plain roles, bounded, there after a restart, gone with the task.
/// A log that cannot be written is told in the operator's own log, and fails no task.
/// </summary>
/// <param name="client">The API server; null in a worker, which may write no ConfigMaps: the operator takes the lines from its pod's log.</param>
/// <param name="logger">Hears what cannot be read or written.</param>
/// <param name="time">The clock.</param>
internal sealed partial class TaskLogKeeper(IKubernetesClient? client, ILogger<TaskLogKeeper> logger, TimeProvider time)
{
    /// <summary>The value of <see cref="LogMap.Label"/> on the logs of tasks.</summary>
    public const string Kind = "task";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>The name of the ConfigMap of a task.</summary>
    public static string NameOf(string task) => $"{task}-log";

    /// <summary>Runs an attempt; what it logs is kept, and written while it goes on and when it ends.</summary>
    public async Task<T> KeepAsync<T>(ReplicationTask task, Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        if (client is null)
        {
            using (logger.BeginScope(new TaskLogScope(task, null)))
            {
                return await attempt();
            }
        }

        var log = new TaskLog(await ReadAsync(task, cancellationToken));
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writing = WriteAgainAndAgainAsync(task, log, done.Token);
        try
        {
            using (logger.BeginScope(new TaskLogScope(task, log)))
            {
                return await attempt();
            }
        }
        finally
        {
            await done.CancelAsync();
            await writing;

            // Also of an attempt that was cancelled: its last lines say how far it came.
            using var limit = new CancellationTokenSource(Pause, time);
            await WriteAsync(task, log, limit.Token);
        }
    }

    private async Task<string?> ReadAsync(ReplicationTask task, CancellationToken cancellationToken)
    {
        if (task.Status?.Attempts is null)
        {
            return null;
        }

        try
        {
            return (await client!.GetAsync<V1ConfigMap>(NameOf(task.Metadata.Name!), task.Metadata.Namespace, cancellationToken))?.Data?.GetValueOrDefault(LogMap.Key);
        }
        catch (KubernetesException e)
        {
            Log.Unreadable(logger, task.Metadata.Name!, e.Message);
            return null;
        }
    }

    private async Task WriteAgainAndAgainAsync(ReplicationTask task, TaskLog log, CancellationToken cancellationToken)
    {
        var written = 0L;
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (log.Version is var version && version != written)
                {
                    written = version;
                    await WriteAsync(task, log, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The attempt ended; what is left is written by its end.
        }
    }

    private async Task WriteAsync(ReplicationTask task, TaskLog log, CancellationToken cancellationToken)
    {
        if (log.Version == 0)
        {
            return;
        }

        try
        {
            await StoreAsync(task, log, cancellationToken);
        }
        catch (Exception e) when (e is KubernetesException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Log.Unwritten(logger, task.Metadata.Name!, e.Message);
        }
        catch (OperationCanceledException)
        {
            // The end of the attempt writes it.
        }
    }

    private Task StoreAsync(ReplicationTask task, TaskLog log, CancellationToken cancellationToken)
    {
        var labels = new Dictionary<string, string>(task.Metadata.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal) { [LogMap.Label] = Kind };
        return LogMap.StoreAsync(client!, task, NameOf(task.Metadata.Name!), labels, log.ToString(), cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(4021, LogLevel.Warning, "The log of task {Task} could not be written: {Problem}")]
        public static partial void Unwritten(ILogger logger, string task, string problem);

        [LoggerMessage(4022, LogLevel.Warning, "The earlier log of task {Task} could not be read, and begins anew: {Problem}")]
        public static partial void Unreadable(ILogger logger, string task, string problem);
    }
}
