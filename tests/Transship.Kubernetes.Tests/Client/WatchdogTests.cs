using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;
using Transship.Testing.Time;

namespace Transship.Kubernetes.Tests.Client;

public sealed class WatchdogTests
{
    private static readonly KubernetesClientConfig Config = new() { Server = new Uri("https://api:6443") };

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task GuardAsync_CancelledByNobodyWeKnow_IsAConnectionThatIsNotTaken()
    {
        using var watchdog = new Watchdog(Config, Timeout.InfiniteTimeSpan, _clock, CancellationToken.None);

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => GuardAsync(watchdog, new TaskCanceledException("", new TimeoutException())));

        Assert.Equal("The API server https://api:6443 cannot be reached: it takes no connection in time.", thrown.Message);
    }

    [Fact]
    public async Task GuardAsync_StreamBreaksBecauseTheCallerCancelled_IsACancellation()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        using var watchdog = new Watchdog(Config, Timeout.InfiniteTimeSpan, _clock, cancel.Token);

        var thrown = await Assert.ThrowsAsync<OperationCanceledException>(() => GuardAsync(watchdog, new IOException("aborted")));

        Assert.Equal(cancel.Token, thrown.CancellationToken);
    }

    [Fact]
    public async Task GuardAsync_NameDoesNotResolve_SaysSo()
    {
        using var watchdog = new Watchdog(Config, Timeout.InfiniteTimeSpan, _clock, CancellationToken.None);

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => GuardAsync(watchdog, new HttpRequestException(HttpRequestError.NameResolutionError)));

        Assert.Equal("The API server https://api:6443 cannot be reached: the name api does not resolve.", thrown.Message);
    }

    [Fact]
    public async Task GuardAsync_OverallTime_CountsTheStepsBefore()
    {
        using var watchdog = new Watchdog(Config, TimeSpan.FromSeconds(10), _clock, CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(8));

        var step = watchdog.GuardAsync(Forever, ResourcePath.Server("/x"), TimeSpan.FromSeconds(60));
        Assert.Equal([TimeSpan.FromSeconds(2)], _clock.Pending);
        _clock.Advance(TimeSpan.FromSeconds(2));

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => step);
        Assert.Equal("The API server api:6443 gave no answer to /x within 2 s.", thrown.Message);
    }

    [Fact]
    public async Task GuardAsync_StepInTime_LeavesNoTimerBehind()
    {
        using var watchdog = new Watchdog(Config, TimeSpan.FromSeconds(10), _clock, CancellationToken.None);

        Assert.Equal(7, await watchdog.GuardAsync(_ => Task.FromResult(7), ResourcePath.Server("/x"), TimeSpan.FromSeconds(5)));
        Assert.Empty(_clock.Pending);
    }

    private static Task<int> GuardAsync(Watchdog watchdog, Exception error) =>
        watchdog.GuardAsync<int>(_ => throw error, ResourcePath.Server("/x"), TimeSpan.FromSeconds(5));

    private static async Task<int> Forever(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return 0;
    }
}
