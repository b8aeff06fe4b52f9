using Transship.Operator.Background;
using Transship.Testing.Time;

namespace Transship.Operator.Tests.Background;

public sealed class BackgroundRunsTests
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Start_RunEnds_ResultStaysUntilForgotten()
    {
        await using var runs = new BackgroundRuns<string>();
        Assert.True(runs.Start("a", _ => Task.FromResult("done"), _ended.SetResult));
        await _ended.Task.WaitAsync(Patience.Limit);

        Assert.True(runs.TryGetResult("a", out var result));
        Assert.Equal("done", result);
        Assert.False(runs.Start("a", _ => Task.FromResult("again"), () => { }));

        runs.Forget("a");
        Assert.False(runs.TryGetResult("a", out _));
        Assert.True(runs.Start("a", _ => Task.FromResult("again"), () => { }));
    }

    [Fact]
    public async Task Cancel_RunGoesOn_EndsWithoutResultOrError()
    {
        await using var runs = new BackgroundRuns<string>();
        runs.Start("a", ForeverAsync, _ended.SetResult);
        Assert.True(runs.IsRunning("a"));
        Assert.False(runs.EndedWithoutResult("a", out _));

        runs.Cancel("a");
        await _ended.Task.WaitAsync(Patience.Limit);

        Assert.False(runs.IsRunning("a"));
        Assert.True(runs.EndedWithoutResult("a", out var error));
        Assert.Null(error);
    }

    [Fact]
    public async Task Start_RunThrows_ErrorIsKept()
    {
        await using var runs = new BackgroundRuns<string>();
        runs.Start("a", _ => throw new InvalidOperationException("no"), _ended.SetResult);
        await _ended.Task.WaitAsync(Patience.Limit);

        Assert.True(runs.EndedWithoutResult("a", out var error));
        Assert.Equal("no", error!.Message);
        Assert.False(runs.TryGetResult("a", out _));
    }

    [Fact]
    public async Task Forget_RunGoesOn_IsCancelledAndUidIsFreeAtOnce()
    {
        await using var runs = new BackgroundRuns<string>();
        runs.Start("a", ForeverAsync, _ended.SetResult);

        runs.Forget("a");

        Assert.True(runs.Start("a", _ => Task.FromResult("second"), () => { }));
        await _ended.Task.WaitAsync(Patience.Limit);
        await Patience.UntilAsync(() => runs.Running == 0);
    }

    [Fact]
    public async Task Forget_RunsThatHaveEnded_NeverThrows()
    {
        await using var runs = new BackgroundRuns<string>();
        for (var i = 0; i < 500; i++)
        {
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            runs.Start("a", _ => Task.FromResult("done"), ended.SetResult);
            await ended.Task.WaitAsync(Patience.Limit);
            runs.Forget("a");
        }

        await Patience.UntilAsync(() => runs.Running == 0);
    }

    [Fact]
    public async Task Dispose_ForgottenRunStillEnds_IsAwaited()
    {
        var runs = new BackgroundRuns<string>();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        runs.Start("a", StubbornAsync, () => { });
        await began.Task.WaitAsync(Patience.Limit);
        runs.Forget("a");

        var disposing = runs.DisposeAsync().AsTask();
        Assert.False(disposing.IsCompleted);
        release.SetResult();
        await disposing.WaitAsync(Patience.Limit);

        Assert.False(runs.Start("b", _ => Task.FromResult("late"), () => { }));

        async Task<string> StubbornAsync(CancellationToken cancellationToken)
        {
            began.SetResult();
            await release.Task;
            return "done";
        }
    }

    private static async Task<string> ForeverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return "never";
    }
}
