using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Transship.Kubernetes.Client;
using Transship.Operator.Pods;

namespace Transship.Operator.Commands.Work;

/// <summary>Works on the tasks of a shard, several at a time.</summary>
internal sealed partial class ShardWorker(TaskWork work, ILogger<ShardWorker> logger)
{
    /// <summary>Works until each task has an outcome, or until told to end.</summary>
    /// <returns>The exit code, and the last words.</returns>
    public async Task<(int ExitCode, WorkerSummary Summary)> RunAsync(Shard shard, CancellationToken cancellationToken)
    {
        var ends = new ConcurrentQueue<TaskEnd>();
        var (exitCode, message) = (ExitCodes.Success, (string?)null);
        Log.Begun(logger, shard.Execution, shard.Tasks.Count);
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = shard.Parallelism, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(
                shard.Tasks, options, async (name, token) => ends.Enqueue(await work.RunAsync(shard.Namespace, name, shard.Pods, token)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            (exitCode, message) = (ExitCodes.Interrupted, "The worker was told to end.");
        }
        catch (KubernetesException e)
        {
            (exitCode, message) = (ExitCodes.Failure, e.Message);
        }

        if (exitCode == ExitCodes.Success && ends.Contains(TaskEnd.Interrupted))
        {
            (exitCode, message) = (ExitCodes.Interrupted, "The worker was told to end.");
        }

        var summary = new WorkerSummary
        {
            Tasks = shard.Tasks.Count,
            Ended = Count(TaskEnd.Ended),
            Succeeded = Count(TaskEnd.Succeeded),
            Failed = Count(TaskEnd.Failed),
            Waiting = Count(TaskEnd.Waiting),
            Stopped = Count(TaskEnd.Stopped),
            Message = message,
        };
        Log.Ended(logger, shard.Execution, exitCode, summary.ToJson());
        return (exitCode, summary);

        int Count(TaskEnd end) => ends.Count(e => e == end);
    }

    private static partial class Log
    {
        [LoggerMessage(4101, LogLevel.Information, "Execution {Execution}: this worker has {Tasks} tasks")]
        public static partial void Begun(ILogger logger, string execution, int tasks);

        [LoggerMessage(4102, LogLevel.Information, "Execution {Execution}: this worker ends with exit code {ExitCode}: {Summary}")]
        public static partial void Ended(ILogger logger, string execution, int exitCode, string summary);
    }
}
