using Transship.Kubernetes.Configuration;

namespace Transship.Kubernetes.Client;

/// <summary>Ends what takes too long, and turns what breaks into a <see cref="KubernetesException"/>.</summary>
internal sealed class Watchdog : IDisposable
{
    private readonly KubernetesClientConfig _config;
    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan _overall;
    private readonly long _start;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _both;

    /// <param name="config">Names the server in errors.</param>
    /// <param name="overall">The most for all steps together.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="caller">The caller's own cancellation, which passes through as it is.</param>
    internal Watchdog(KubernetesClientConfig config, TimeSpan overall, TimeProvider timeProvider, CancellationToken caller)
    {
        _config = config;
        _overall = overall;
        _timeProvider = timeProvider;
        _start = timeProvider.GetTimestamp();
        _caller = caller;
        _limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        _both = CancellationTokenSource.CreateLinkedTokenSource(caller, _limit.Token);
    }

    public void Dispose()
    {
        _both.Dispose();
        _limit.Dispose();
    }

    /// <summary>Runs one step, for at most <paramref name="step"/>. Between steps no time is counted against it.</summary>
    internal async Task<TResult> GuardAsync<TResult>(Func<CancellationToken, Task<TResult>> action, ResourcePath path, TimeSpan step)
    {
        var limit = Shorter(step);
        _limit.CancelAfter(limit);
        try
        {
            return await action(_both.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            _caller.ThrowIfCancellationRequested();
            throw _limit.IsCancellationRequested ? RequestFailure.Silent(_config, path.ToString(), limit, e) : RequestFailure.From(_config, e);
        }
        catch (KubernetesConfigException e)
        {
            // A credential that cannot be had now may be there at the next try.
            throw new KubernetesException(e.Message, e);
        }
        finally
        {
            _limit.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    private TimeSpan Shorter(TimeSpan step)
    {
        if (_overall == Timeout.InfiniteTimeSpan)
        {
            return step;
        }

        var left = _overall - _timeProvider.GetElapsedTime(_start);
        left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        return step == Timeout.InfiniteTimeSpan || left < step ? left : step;
    }
}
