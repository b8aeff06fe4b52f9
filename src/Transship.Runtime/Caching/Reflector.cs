using Microsoft.Extensions.Logging;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Telemetry;

namespace Transship.Runtime.Caching;

/// <summary>Keeps a target equal to what the server has: lists, then watches, then lists again where it must (R1 to R19).</summary>
internal sealed partial class Reflector<TEntity>
    where TEntity : class, IKubernetesObject
{
    private static readonly TimeSpan ShortestWatch = TimeSpan.FromSeconds(1);
    private static readonly string Kind = EntityDefinition.Of<TEntity>().Kind;

    private readonly IKubernetesClient _client;
    private readonly ReflectorOptions _options;
    private readonly IReflectorTarget<TEntity> _target;
    private readonly TimeProvider _time;
    private readonly Func<double> _jitter;
    private readonly ILogger _logger;
    private readonly RuntimeMetrics _metrics;
    private readonly Lister<TEntity> _lister;
    private readonly Backoff _backoff;

    private string? _version;
    private bool _versionUnavailable;
    private bool _useWatchList;
    private bool _hasJustExpired;
    private long? _internalErrorSince;

    internal Reflector(
        IKubernetesClient client,
        ReflectorOptions options,
        IReflectorTarget<TEntity> target,
        TimeProvider time,
        Func<double> jitter,
        ILogger logger,
        RuntimeMetrics metrics)
    {
        _client = client;
        _options = options;
        _target = target;
        _time = time;
        _jitter = jitter;
        _logger = logger;
        _metrics = metrics;
        _lister = new Lister<TEntity>(client, options);
        _backoff = new Backoff(time, jitter);
        _useWatchList = options.UseWatchList;
    }

    private string Scope => _options.Namespace is { } ns ? $"namespace '{ns}'" : "all namespaces";

    /// <summary>What last went wrong, until the next list succeeds.</summary>
    internal string? LastError { get; private set; }

    /// <summary>Runs until cancelled; nothing else ends it (R13).</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        var end = WatchEnd.Relist;
        TimeSpan? pause = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (end is WatchEnd.PauseAndRelist or WatchEnd.PauseAndRewatch)
                {
                    await _backoff.WaitAsync(pause, cancellationToken);
                }

                (end, pause) = end is WatchEnd.Relist or WatchEnd.PauseAndRelist
                    ? await StartOverAsync(cancellationToken)
                    : await WatchAsync(initial: null, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                LastError = error.Message;
                (end, pause) = (WatchEnd.PauseAndRelist, Tell(error));
            }
        }
    }

    /// <summary>What a server refuses is a sentence in the log; only what is unforeseen comes with its stack.</summary>
    /// <returns>How long the server asked to wait.</returns>
    private TimeSpan? Tell(Exception error)
    {
        if (error is KubernetesException refused)
        {
            Log.ListRefused(_logger, Kind, Scope, refused.Message);
            return refused.RetryAfter;
        }

        Log.Failed(_logger, error, Kind, Scope);
        return null;
    }

    private async Task<(WatchEnd End, TimeSpan? Pause)> StartOverAsync(CancellationToken cancellationToken)
    {
        if (_useWatchList)
        {
            return await WatchAsync(new InitialState<TEntity>(), cancellationToken);
        }

        await ListAsync(cancellationToken);
        return (WatchEnd.Rewatch, null);
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        EntityList<TEntity> list;
        try
        {
            list = await _lister.ListAsync(ListVersion(), cancellationToken);
        }
        catch (KubernetesException error) when (WatchFailure.Of(error) is var failure && (failure.IsExpired || failure.IsVersionTooLarge))
        {
            _versionUnavailable = true; // R1: the same cycle asks for the newest state
            list = await _lister.ListAsync(ListVersion(), cancellationToken);
        }

        _target.Replace(_options.Namespace, [.. list.Items.Select(Slimming.Slim), .. list.Undecodable.Select(LastKnown).OfType<TEntity>()]);
        _version = list.Metadata.ResourceVersion ?? "";
        _versionUnavailable = false;
        LastError = null;
        Log.Listed(_logger, Kind, list.Items.Count, Scope, _version);
    }

    /// <summary>R13: an object that cannot be understood is there nevertheless, so what was last understood of it stays.</summary>
    private TEntity? LastKnown(UndecodableObject undecodable)
    {
        _metrics.FrameSkipped(Kind);
        Log.Skipped(_logger, Kind, $"{undecodable.Key} in a list, {undecodable.Problem}");
        return _target.Find(undecodable.Key);
    }

    /// <summary>R1: any cached state at first, then at least what was seen, and the newest one when that is no longer to be had.</summary>
    private string ListVersion() => _versionUnavailable ? "" : _version ?? "0";

    private async Task<(WatchEnd End, TimeSpan? Pause)> WatchAsync(InitialState<TEntity>? initial, CancellationToken cancellationToken)
    {
        var lasts = TimeSpan.FromSeconds(300 + (300 * _jitter())); // R4
        var watch = new Watch(this, initial);
        var started = _time.GetTimestamp();
        using var slow = initial is null ? null : WarnWhenSlow(initial);
        try
        {
            await foreach (var frame in _client.WatchAsync<TEntity>(Query(lasts, initial), cancellationToken))
            {
                if (watch.Take(frame) is { } failure)
                {
                    return After(failure, initial);
                }
            }
        }
        catch (KubernetesException error)
        {
            return After(WatchFailure.Of(error), initial);
        }

        _metrics.WatchEnded(Kind);
        if (initial is { IsComplete: false })
        {
            return (WatchEnd.PauseAndRelist, null); // R17
        }

        if (watch.Frames == 0 && _time.GetElapsedTime(started) < ShortestWatch)
        {
            Log.Suspect(_logger, Kind, Scope);
            return (WatchEnd.PauseAndRelist, null); // R9
        }

        return (WatchEnd.Rewatch, null);
    }

    private WatchQuery Query(TimeSpan lasts, InitialState<TEntity>? initial) => new()
    {
        Namespace = _options.Namespace,
        LabelSelector = _options.LabelSelector,
        ResourceVersion = initial is null ? _version : _versionUnavailable ? "" : _version ?? "",
        Timeout = lasts,
        AllowBookmarks = true,
        SendInitialEvents = initial is not null,
    };

    private (WatchEnd End, TimeSpan? Pause) After(WatchFailure failure, InitialState<TEntity>? initial)
    {
        LastError = failure.Message;
        _metrics.WatchEnded(Kind);
        if (failure.IsExpired)
        {
            Log.Expired(_logger, Kind, Scope, _version);

            // R7: the next list asks for at least the last version. A streamed list did so already, and a watch that expires
            // again without a frame in between shows that this server's cache will not catch up: then only the newest state helps.
            var again = _hasJustExpired;
            _hasJustExpired = true;
            _versionUnavailable |= again || initial is { IsComplete: false };
            return (again ? WatchEnd.PauseAndRelist : WatchEnd.Relist, null);
        }

        if (initial is { IsComplete: false })
        {
            return AfterInitial(failure);
        }

        if (failure.IsTooManyRequests || failure.IsUnreachable)
        {
            Log.Refused(_logger, Kind, Scope, failure.Message);
            return (WatchEnd.PauseAndRewatch, failure.RetryAfter); // R8
        }

        if (failure.IsInternalError && WithinInternalErrorWindow())
        {
            Log.Refused(_logger, Kind, Scope, failure.Message);
            return (WatchEnd.PauseAndRewatch, failure.RetryAfter); // R8
        }

        Log.Relisting(_logger, Kind, Scope, failure.Message);
        return (WatchEnd.PauseAndRelist, failure.RetryAfter);
    }

    private (WatchEnd End, TimeSpan? Pause) AfterInitial(WatchFailure failure)
    {
        if (failure.IsNotUnderstood)
        {
            _useWatchList = false; // R18
            Log.NoWatchList(_logger, Kind, failure.Message);
            return (WatchEnd.Relist, null);
        }

        Log.Relisting(_logger, Kind, Scope, failure.Message);
        return (WatchEnd.PauseAndRelist, failure.RetryAfter); // R17
    }

    private bool WithinInternalErrorWindow()
    {
        _internalErrorSince ??= _time.GetTimestamp();
        if (_time.GetElapsedTime(_internalErrorSince.Value) < _options.InternalErrorWindow)
        {
            return true;
        }

        _internalErrorSince = null;
        return false;
    }

    private ITimer WarnWhenSlow(InitialState<TEntity> initial) => _time.CreateTimer(
        _ =>
        {
            if (!initial.IsComplete)
            {
                Log.SlowWatchList(_logger, Kind, Scope); // R19
            }
        },
        null,
        InitialState<TEntity>.Patience,
        Timeout.InfiniteTimeSpan);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Listed {Count} objects of kind {Kind} in {Scope} at version {Version}.")]
        internal static partial void Listed(ILogger logger, string kind, int count, string scope, string version);

        [LoggerMessage(LogLevel.Warning, "Listing {Kind} in {Scope} failed; it is tried again: {Problem}")]
        internal static partial void ListRefused(ILogger logger, string kind, string scope, string problem);

        [LoggerMessage(LogLevel.Warning, "Listing {Kind} in {Scope} failed; it is tried again.")]
        internal static partial void Failed(ILogger logger, Exception error, string kind, string scope);

        [LoggerMessage(LogLevel.Debug, "The version {Version} of {Kind} in {Scope} expired; listing again.")]
        internal static partial void Expired(ILogger logger, string kind, string scope, string? version);

        [LoggerMessage(LogLevel.Warning, "The watch of {Kind} in {Scope} was refused ({Problem}); it is tried again after a pause.")]
        internal static partial void Refused(ILogger logger, string kind, string scope, string problem);

        [LoggerMessage(LogLevel.Warning, "The watch of {Kind} in {Scope} failed ({Problem}); listing again after a pause.")]
        internal static partial void Relisting(ILogger logger, string kind, string scope, string problem);

        [LoggerMessage(LogLevel.Warning, "The watch of {Kind} in {Scope} ended at once and empty; listing again after a pause.")]
        internal static partial void Suspect(ILogger logger, string kind, string scope);

        [LoggerMessage(LogLevel.Information, "The server does not stream lists ({Problem}); {Kind} is listed and watched from now on.")]
        internal static partial void NoWatchList(ILogger logger, string kind, string problem);

        [LoggerMessage(LogLevel.Warning, "The streamed list of {Kind} in {Scope} has not ended after 10 s.")]
        internal static partial void SlowWatchList(ILogger logger, string kind, string scope);

        [LoggerMessage(LogLevel.Warning, "What the server sent of {Kind} was not understood and skipped: {Problem}.")]
        internal static partial void Skipped(ILogger logger, string kind, string problem);
    }
}
