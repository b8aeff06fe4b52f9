using Transship.Api.Executions;
using Transship.Kubernetes.Client;
using Transship.Operator.Commands.Run;
using Transship.Operator.Tests.Harness;
using Transship.Testing.Time;

namespace Transship.Operator.Tests.Commands.Run;

/// <summary>What a person, or a pipe, gets to see of a run.</summary>
public sealed class RunDisplayTests : IAsyncDisposable
{
    private readonly Bench _bench = Bench.Create();
    private readonly TaskCompletionSource _work = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Terminal_RunGoesOn_IsABarThatAdvances()
    {
        var screen = Screen.Terminal();
        await SeedAsync("nightly-1", done: 1, of: 4);
        var shown = await ShowAsync(screen);
        Assert.Matches(@"nightly-1 1/4 3\.0 MiB\s+━+\s+25%", screen.Take());

        await SeedAsync("nightly-1", done: 3, of: 4);
        await RefreshAsync();
        Assert.Matches(@"nightly-1 3/4 9\.0 MiB\s+━+\s+75%", screen.Take());
        await EndAsync(shown);
    }

    [Fact]
    public async Task Terminal_StillPlanning_PromisesNoPercentage()
    {
        var screen = Screen.Terminal();
        await SeedAsync("nightly-1", done: 1, of: 4, isPlanned: false);
        var shown = await ShowAsync(screen);
        Assert.Contains("nightly-1 1/4", screen.Take(), StringComparison.Ordinal);
        await EndAsync(shown);
    }

    [Fact]
    public async Task Terminal_RunEnds_IsALineAndNoBarAnyMore()
    {
        var screen = Screen.Terminal();
        await SeedAsync("nightly-1", done: 1, of: 4);
        await SeedAsync("weekly-1", done: 0, of: 2);
        var shown = await ShowAsync(screen);
        screen.Take();

        await SeedAsync("nightly-1", done: 4, of: 4, ExecutionPhase.Succeeded);
        await RefreshAsync();
        Assert.Contains("Succeeded nightly-1: ", screen.Take(), StringComparison.Ordinal);

        await RefreshAsync();
        var text = screen.Take();
        Assert.Contains("weekly-1 0/2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("nightly-1", text, StringComparison.Ordinal);
        await EndAsync(shown);
    }

    [Fact]
    public async Task Terminal_OneRunAfterTheOther_UsesOneBar()
    {
        var screen = Screen.Terminal();
        await SeedAsync("run-0", done: 0, of: 2);
        var shown = await ShowAsync(screen);
        for (var run = 1; run <= 20; run++)
        {
            await SeedAsync($"run-{run - 1}", done: 2, of: 2, ExecutionPhase.Succeeded);
            await SeedAsync($"run-{run}", done: 1, of: 2);
            await RefreshAsync();
            screen.Take();
            await RefreshAsync();
            Assert.Single(screen.Take().Split('\n'), line => line.Contains("run-", StringComparison.Ordinal));
        }

        await EndAsync(shown);
    }

    [Fact]
    public async Task Pipe_ShortRun_IsOneLineWhenItEnds()
    {
        var screen = Screen.Pipe();
        await SeedAsync("nightly-1", done: 1, of: 4);
        var shown = await ShowAsync(screen);
        await SeedAsync("nightly-1", done: 4, of: 4, ExecutionPhase.Succeeded);
        await RefreshAsync();
        await RefreshAsync();
        await EndAsync(shown);
        Assert.Equal("Succeeded nightly-1:  12.0 MiB in 5s\n", screen.Raw);
    }

    [Fact]
    public async Task Pipe_LongRun_SaysNowAndThenHowFarItIs()
    {
        var screen = Screen.Pipe();
        await SeedAsync("nightly-1", done: 0, of: 40);
        var shown = await ShowAsync(screen);
        for (var second = 1; second <= 30; second++)
        {
            await SeedAsync("nightly-1", done: second, of: 40);
            for (var i = 0; i < 5; i++)
            {
                await RefreshAsync();
            }
        }

        await EndAsync(shown);
        Assert.Equal("InProgress nightly-1 10/40 30.0 MiB\nInProgress nightly-1 20/40 60.0 MiB\nInProgress nightly-1 30/40 90.0 MiB\n", screen.Raw);
    }

    [Fact]
    public async Task Pipe_RunDoesNotAdvance_IsNotRepeated()
    {
        var screen = Screen.Pipe();
        await SeedAsync("nightly-1", done: 0, of: 40);
        var shown = await ShowAsync(screen);
        for (var i = 0; i < 150; i++)
        {
            await RefreshAsync();
        }

        await EndAsync(shown);
        Assert.Empty(screen.Raw);
    }

    [Fact]
    public async Task Pipe_RunThatEndedBeforeTheStart_IsNoNews()
    {
        await SeedAsync("old", done: 1, of: 1, ExecutionPhase.Failed);
        var earlier = await EarlierRuns.ReadAsync(_bench.Cluster, CancellationToken.None);
        await SeedAsync("new", done: 1, of: 1, ExecutionPhase.Failed);
        var screen = Screen.Pipe();
        await EndAsync(await ShowAsync(screen, earlier));
        Assert.Equal("Failed new:  3.0 MiB in 5s\n", screen.Raw);
    }

    [Fact]
    public async Task Run_WorkFails_TheErrorIsTheCallers()
    {
        var shown = await ShowAsync(Screen.Terminal());
        _work.SetException(new InvalidOperationException("broken"));
        Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidOperationException>(() => shown)).Message);
    }

    private async Task<Task> ShowAsync(Screen screen, EarlierRuns? earlier = null)
    {
        earlier ??= await EarlierRuns.ReadAsync(Bench.Create().Cluster, CancellationToken.None);
        var shown = new RunDisplay(screen.Console, _bench.Executions, earlier, _bench.Time).RunAsync(_ => _work.Task, CancellationToken.None);
        await _bench.Time.WhenWaitingAsync(RunDisplay.Refresh).WaitAsync(Patience.Limit);
        return shown;
    }

    private async Task RefreshAsync()
    {
        await _bench.Time.PassAsync(RunDisplay.Refresh);
        await _bench.Time.WhenWaitingAsync(RunDisplay.Refresh).WaitAsync(Patience.Limit);
    }

    private async Task EndAsync(Task shown)
    {
        _work.SetResult();
        await shown.WaitAsync(Patience.Limit);
    }

    private Task<ReplicationExecution> SeedAsync(string name, int done, int of, ExecutionPhase phase = ExecutionPhase.InProgress, bool isPlanned = true)
    {
        var started = Sample.Started(name, plan: new ExecutionPlan { Complete = isPlanned });
        var execution = started with
        {
            Status = started.Status! with
            {
                Phase = phase,
                Counts = new ArtifactCounts { Total = of, Succeeded = done },
                Progress = $"{done}/{of}",
                Transferred = $"{3 * done}.0 MiB",
                Duration = "5s",
                CompletionTime = phase == ExecutionPhase.InProgress ? null : _bench.Time.GetUtcNow(),
            },
        };
        return _bench.Cluster.Peek<ReplicationExecution>(name) is null
            ? _bench.SeedAsync(execution)
            : _bench.Cluster.PatchAsync<ReplicationExecution>(name, Sample.Namespace, Patch.ApplyStatus(execution, "seed"), CancellationToken.None);
    }
}
