using Transship.Api.Tasks;

namespace Transship.Operator.Tasks;

/// <summary>Counts the bytes that a copy moves. The engine reports each buffer; counters hear of a mebibyte at a time, and of the rest on dispose.</summary>
internal sealed class TaskTraffic(ReplicationTask task) : IDisposable
{
    private const long Portion = 1 << 20;

    private long _pending;

    /// <summary>Bytes moved. What an attempt that starts over takes back was moved all the same.</summary>
    public void Add(long bytes)
    {
        if (bytes > 0 && Interlocked.Add(ref _pending, bytes) >= Portion)
        {
            Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Flush();

    private void Flush()
    {
        if (Interlocked.Exchange(ref _pending, 0) is > 0 and var bytes)
        {
            TaskMetrics.Moved(task, bytes);
        }
    }
}
