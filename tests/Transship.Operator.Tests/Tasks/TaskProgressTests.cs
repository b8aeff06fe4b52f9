using Transship.Api.Executions;
using Transship.Operator.Tasks;
using Transship.Operator.Tests.Harness;
using Transship.Registry.Copying;

namespace Transship.Operator.Tests.Tasks;

public sealed class TaskProgressTests
{
    private const int Total = 10;

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(10)]
    public void Counts_AnyOrderOfOutcomes_AddUpAtEveryMoment(int earlier)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var progress = new TaskProgress(earlier, new ByteCounts());
            var (begun, ended) = (0, 0);
            AssertAddsUp(progress);
            while (ended < Total)
            {
                if (begun < Total && (begun == ended || random.Next(2) == 0))
                {
                    progress.Begin();
                    begun++;
                }
                else
                {
                    Action[] outcomes = [progress.Succeed, progress.FindUpToDate, progress.Refuse, progress.Fail];
                    outcomes[random.Next(4)]();
                    ended++;
                }

                AssertAddsUp(progress);
            }
        }
    }

    [Fact]
    public async Task Counts_ReadWhileManyThreadsWrite_AlwaysAddUp()
    {
        var progress = new TaskProgress(0, new ByteCounts());
        using var done = new CancellationTokenSource();
        var reading = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                AssertAddsUp(progress, 10_000);
            }
        });
        await Parallel.ForAsync(0, 10_000, (i, _) =>
        {
            progress.Begin();
            (i % 2 == 0 ? (Action)progress.Succeed : progress.Fail)();
            return ValueTask.CompletedTask;
        });
        await done.CancelAsync();
        await reading;

        Assert.Equal((5_000, 5_000), (progress.Counts(10_000).Succeeded, progress.Counts(10_000).Failed));
    }

    [Fact]
    public void Counts_SecondAttemptFindsWhatTheFirstCopied_IsStillCopied()
    {
        var progress = new TaskProgress(2, new ByteCounts());
        for (var i = 0; i < 3; i++)
        {
            progress.Begin();
            progress.FindUpToDate();
        }

        progress.Begin();
        progress.Succeed();

        Assert.Equal(new ArtifactCounts { Total = 4, Succeeded = 3, UpToDate = 1 }, progress.Counts(4));
    }

    [Fact]
    public void Counts_NothingBegunYet_KeepsWhatEarlierAttemptsCopied()
    {
        var progress = new TaskProgress(6, new ByteCounts());
        Assert.Equal(new ArtifactCounts { Total = 10, Succeeded = 6, Pending = 4 }, progress.Counts(10));
    }

    [Fact]
    public void Counts_WhatWasCopiedFailsNow_CountsAsFailed()
    {
        var progress = new TaskProgress(2, new ByteCounts());
        for (var i = 0; i < 3; i++)
        {
            progress.Begin();
            progress.Fail();
        }

        Assert.Equal(new ArtifactCounts { Total = 3, Failed = 3 }, progress.Counts(3));
    }

    [Fact]
    public void Abandon_ArtifactIsPendingAgain()
    {
        var progress = new TaskProgress(0, new ByteCounts());
        progress.Begin();
        Assert.Equal(1, progress.Counts(2).InProgress);
        progress.Abandon();
        Assert.Equal(new ArtifactCounts { Total = 2, Pending = 2 }, progress.Counts(2));
    }

    [Fact]
    public void Bytes_EngineReports_AreAddedToThoseOfEarlierAttempts()
    {
        var task = Sample.Task("t", Sample.Execution("e"));
        task = task with { Status = new() { Bytes = new ByteCounts { Transferred = 100, Skipped = 10, Mounted = 1 } } };
        var progress = TaskProgress.Of(task);
        using var traffic = new TaskTraffic(task);
        var engine = new ByteProgress(progress, traffic);
        engine.Report(new CopyProgress(CopyProgressKind.Planned, 999));
        engine.Report(new CopyProgress(CopyProgressKind.Transferred, 50));
        engine.Report(new CopyProgress(CopyProgressKind.Transferred, -20));
        engine.Report(new CopyProgress(CopyProgressKind.Skipped, 5));
        engine.Report(new CopyProgress(CopyProgressKind.Mounted, 2));

        Assert.Equal(new ByteCounts { Transferred = 130, Skipped = 15, Mounted = 3 }, progress.Bytes());
    }

    private static void AssertAddsUp(TaskProgress progress, long total = Total)
    {
        var counts = progress.Counts(total);
        long[] parts = [counts.Pending, counts.InProgress, counts.Succeeded, counts.Failed, counts.UpToDate, counts.Refused];
        Assert.All(parts, part => Assert.InRange(part, 0, total));
        Assert.Equal(total, parts.Sum());
    }
}
