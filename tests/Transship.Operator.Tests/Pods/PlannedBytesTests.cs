using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Operator.Pods;
using Transship.Operator.Tests.Harness;

namespace Transship.Operator.Tests.Pods;

public sealed class PlannedBytesTests
{
    private static readonly ReplicationExecution Run = Sample.Started("run");

    [Fact]
    public void Of_SizesFromTheListing_AddUp() =>
        Assert.Equal(new PlannedBytes(1100, IsFinal: true), PlannedBytes.Of([Listed(100, 200), Listed(800)]));

    [Fact]
    public void Of_NoSizes_AreOpenUntilTheTasksHaveBegun()
    {
        var task = Sample.Task("t", Run, 3);

        Assert.Equal(new PlannedBytes(0, IsFinal: false), PlannedBytes.Of([task]));
        Assert.Equal(new PlannedBytes(0, IsFinal: true), PlannedBytes.Of([task.With(ExecutionPhase.InProgress)]));
    }

    [Fact]
    public void Of_NoSizes_AreThoseOfWhatIsCopiedAsLongAsThatIsLittle() =>
        Assert.Equal(new PlannedBytes(700, IsFinal: false), PlannedBytes.Of([Copied(artifacts: 9, done: 9, bytes: 700), Sample.Task("later", Run, 1000)]));

    [Fact]
    public void Of_NoSizes_AreEstimatedFromTheFirstArtifacts() =>
        Assert.Equal(new PlannedBytes(20_000, IsFinal: false), PlannedBytes.Of([Copied(artifacts: 20, done: 10, bytes: 1000), Sample.Task("later", Run, 180)]));

    [Fact]
    public void Of_Deletions_DoNotCount()
    {
        var task = Listed(100);

        Assert.Equal(new PlannedBytes(0, IsFinal: true), PlannedBytes.Of([task with { Spec = task.Spec with { Operation = TaskOperation.Delete } }]));
    }

    private static ReplicationTask Listed(params long[] sizes)
    {
        var task = Sample.Task("listed", Run, sizes.Length);
        return task with { Spec = task.Spec with { Artifacts = [.. task.Spec.Artifacts.Zip(sizes, (artifact, size) => artifact with { Size = size })] } };
    }

    private static ReplicationTask Copied(int artifacts, long done, long bytes)
    {
        var task = Sample.Task("copied", Run, artifacts).With(ExecutionPhase.InProgress, new ArtifactCounts { Total = artifacts, Succeeded = done });
        return task with { Status = task.Status! with { Bytes = new ByteCounts { Transferred = bytes / 2, Skipped = bytes - (bytes / 2) } } };
    }
}
