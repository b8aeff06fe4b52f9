using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Operator.Executions;

namespace Transship.Operator.Pods;

/// <summary>
/// The bytes of all artifacts that a run copies, whether they cross the wire or the destination has them. What the source's listing does not tell is
/// estimated from the artifacts that are copied first: asking for each manifest ahead would double the requests to the source. Pure.
/// </summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="IsFinal">Whether nothing that is not begun could change them.</param>
internal sealed record PlannedBytes(long Bytes, bool IsFinal)
{
    /// <summary>Fewer artifacts say little about the others.</summary>
    private const int LeastSample = 10;

    /// <summary>Adds up.</summary>
    /// <param name="tasks">The tasks of the run so far.</param>
    public static PlannedBytes Of(IEnumerable<ReplicationTask> tasks)
    {
        var (listed, unlisted, done, seen, isFinal) = (0L, 0L, 0L, 0L, true);
        foreach (var task in tasks.Where(t => t.Spec.Operation == TaskOperation.Copy))
        {
            var unknown = task.Spec.Artifacts.Count(artifact => artifact.Size is null);
            if (unknown == 0)
            {
                listed += task.Spec.Artifacts.Sum(artifact => artifact.Size!.Value);
                continue;
            }

            // Of a task that is not listed as a whole, only its own figures count.
            unlisted += task.Spec.Artifacts.Count;
            done += (task.Status?.Counts?.Succeeded ?? 0) + (task.Status?.Counts?.UpToDate ?? 0);
            seen += task.Status?.Bytes is { } bytes ? bytes.Transferred + bytes.Skipped + bytes.Mounted : 0;
            isFinal &= task.HasEnded() || task.Status?.Phase == ExecutionPhase.InProgress;
        }

        var estimate = done >= LeastSample ? (long)((double)seen / done * unlisted) : seen;
        return new PlannedBytes(listed + Math.Max(seen, estimate), isFinal);
    }
}
