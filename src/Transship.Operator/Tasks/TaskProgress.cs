using Transship.Api.Executions;
using Transship.Api.Tasks;

namespace Transship.Operator.Tasks;

/// <summary>How a task goes during an attempt, as its many threads tell it; what earlier attempts did is in the figures.</summary>
/// <param name="earlierSucceeded">Artifacts that earlier attempts copied: this one finds them up to date.</param>
/// <param name="earlierBytes">Bytes of earlier attempts.</param>
/// <param name="removes">Whether the task removes what it is about, so that success is a deletion.</param>
internal sealed class TaskProgress(long earlierSucceeded, ByteCounts earlierBytes, bool removes = false)
{
    private readonly Lock _lock = new();
    private long _copied;
    private long _found;
    private long _refused;
    private long _failed;
    private long _inProgress;
    private long _transferred;
    private long _skipped;
    private long _mounted;

    /// <summary>Bytes of blobs that crossed the wire, those in flight included.</summary>
    public long Transferred => earlierBytes.Transferred + Interlocked.Read(ref _transferred);

    /// <summary>The progress of an attempt at a task.</summary>
    /// <param name="task">The task, as it is when the attempt begins.</param>
    public static TaskProgress Of(ReplicationTask task) =>
        new((task.Status?.Counts?.Succeeded ?? 0) + (task.Status?.Counts?.Deleted ?? 0), task.Status?.Bytes ?? new ByteCounts(), task.Spec.Operation == TaskOperation.Delete);

    /// <summary>Bytes crossed the wire.</summary>
    public void AddTransferred(long bytes) => Interlocked.Add(ref _transferred, bytes);

    /// <summary>Bytes need not cross the wire: the repository has them.</summary>
    public void AddSkipped(long bytes) => Interlocked.Add(ref _skipped, bytes);

    /// <summary>Bytes need not cross the wire: the registry mounted them.</summary>
    public void AddMounted(long bytes) => Interlocked.Add(ref _mounted, bytes);

    /// <summary>An artifact is begun.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            _inProgress++;
        }
    }

    /// <summary>An artifact is at the destination, or gone from there, by this attempt.</summary>
    public void Succeed() => End(ref _copied);

    /// <summary>An artifact was at the destination, or gone from there.</summary>
    public void FindUpToDate() => End(ref _found);

    /// <summary>An artifact's tag points elsewhere and stays.</summary>
    public void Refuse() => End(ref _refused);

    /// <summary>An artifact could not be replicated.</summary>
    public void Fail() => End(ref _failed);

    /// <summary>An artifact was not finished: the attempt ends.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            _inProgress--;
        }
    }

    /// <summary>The counts at this moment; they add up to the total.</summary>
    /// <param name="total">All artifacts of the task.</param>
    public ArtifactCounts Counts(long total)
    {
        lock (_lock)
        {
            // What earlier attempts copied is among what this one found, or has not looked at yet.
            var ahead = total - _copied - _found - _refused - _failed - _inProgress;
            var earlierFound = Math.Min(earlierSucceeded, _found);
            var earlierAhead = Math.Min(earlierSucceeded - earlierFound, ahead + _inProgress);
            var done = _copied + earlierFound + earlierAhead;
            return new ArtifactCounts
            {
                Total = total,
                Succeeded = removes ? 0 : done,
                Deleted = removes ? done : null,
                UpToDate = _found - earlierFound,
                Refused = _refused,
                Failed = _failed,
                InProgress = _inProgress - Math.Max(0, earlierAhead - ahead),
                Pending = Math.Max(0, ahead - earlierAhead),
            };
        }
    }

    /// <summary>The bytes at this moment.</summary>
    public ByteCounts Bytes() => new()
    {
        Transferred = Transferred,
        Skipped = earlierBytes.Skipped + Interlocked.Read(ref _skipped),
        Mounted = earlierBytes.Mounted + Interlocked.Read(ref _mounted),
    };

    private void End(ref long outcome)
    {
        lock (_lock)
        {
            outcome++;
            _inProgress--;
        }
    }
}
