using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Transship.Runtime.Caching;
using Transship.Runtime.Controllers;
using Transship.Runtime.Election;
using Transship.Runtime.Events;

namespace Transship.Runtime.Hosting;

/// <summary>
/// Starts caches, then the election, then the controllers; stops them in the reverse order, so that the lease is
/// given back only when nothing works any more (L6).
/// </summary>
internal sealed partial class OperatorHost(
    OperatorSettings settings,
    InformerRegistry informers,
    ControllerSet controllers,
    LeaderElector elector,
    EventRecorder events,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<OperatorHost> logger) : IHostedService, IDisposable
{
    /// <summary>The share of the shutdown budget that running reconciles have to end by themselves.</summary>
    private const double DrainShare = 0.7;

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _holding = new();
    private readonly SecondSignal _signals = new(settings);
    private readonly Lock _gate = new();
    private Task? _stop;
    private Task _run = Task.CompletedTask;
    private Task _hold = Task.CompletedTask;

    /// <summary>Completes when the controllers run, or when it is clear that they will not.</summary>
    internal Task Running => _run;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        controllers.Build();
        _signals.Listen();
        events.Start();
        informers.Start(); // L9: caches are warm before this process leads
        _run = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Stops once, however often it is asked for.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _stop ??= StopOnceAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        _signals.Dispose();
        _stopping.Dispose();
        _holding.Dispose();
    }

    private async Task StopOnceAsync(CancellationToken cancellationToken)
    {
        Log.Stopping(logger);
        using var budget = new CancellationTokenSource(settings.ShutdownTimeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, cancellationToken);
        using var drain = new CancellationTokenSource(settings.ShutdownTimeout * DrainShare, time);
        using var grace = CancellationTokenSource.CreateLinkedTokenSource(drain.Token, cancellationToken);
        await _stopping.CancelAsync();
        await _run;
        var drained = await EndAsync("controllers", controllers.StopAsync(grace.Token), limit.Token);
        await _holding.CancelAsync(); // the lease is renewed for as long as anything works
        await _hold;
        if (!drained)
        {
            Log.NotReleased(logger);
            return; // L6: something still works, so the lease has to run out
        }

        await EndAsync("caches", informers.StopAsync(), limit.Token);
        await EndAsync("lease", elector.ReleaseAsync(limit.Token), limit.Token);
        await EndAsync("events", events.FlushAsync(limit.Token), CancellationToken.None);
        Log.Stopped(logger);
    }

    private async Task RunAsync()
    {
        try
        {
            await informers.WaitForSyncAsync(settings.CacheSyncTimeout, _stopping.Token);
            if (settings.LeaderElection)
            {
                await elector.AcquireAsync(_stopping.Token);
                _hold = HoldAsync();
            }

            await controllers.StartAsync(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            Log.StoppedEarly(logger);
        }
        catch (Exception error)
        {
            Log.StartFailed(logger, error, error.Message);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    /// <summary>L5: whoever lost the lease ends at once, with no grace, for another may lead already.</summary>
    private async Task HoldAsync()
    {
        try
        {
            await elector.HoldAsync(_holding.Token);
        }
        catch (OperationCanceledException) when (_holding.IsCancellationRequested)
        {
            return;
        }

        controllers.Abort();
        Log.LeadershipLost(logger);
        settings.Exit(1);
    }

    private async Task<bool> EndAsync(string what, Task end, CancellationToken limit)
    {
        try
        {
            await end.WaitAsync(limit);
            return true;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            Log.DidNotEnd(logger, what, settings.ShutdownTimeout.TotalSeconds);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The operator stops.")]
        internal static partial void Stopping(ILogger logger);

        [LoggerMessage(LogLevel.Information, "The operator has stopped.")]
        internal static partial void Stopped(ILogger logger);

        [LoggerMessage(LogLevel.Debug, "The operator was stopped before its controllers ran.")]
        internal static partial void StoppedEarly(ILogger logger);

        [LoggerMessage(LogLevel.Critical, "The operator could not start: {Problem}")]
        internal static partial void StartFailed(ILogger logger, Exception error, string problem);

        [LoggerMessage(LogLevel.Critical, "The leadership is lost; the process ends.")]
        internal static partial void LeadershipLost(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "The lease is not given back, because reconciles still run; it runs out by itself.")]
        internal static partial void NotReleased(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "The {What} did not end within the shutdown timeout of {Seconds} s.")]
        internal static partial void DidNotEnd(ILogger logger, string what, double seconds);
    }
}
