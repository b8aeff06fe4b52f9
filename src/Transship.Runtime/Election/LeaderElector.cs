using Microsoft.Extensions.Logging;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Runtime.Hosting;
using Transship.Runtime.Telemetry;

namespace Transship.Runtime.Election;

/// <summary>Takes, keeps and gives back a leadership that a Lease records (L1 to L11).</summary>
internal sealed partial class LeaderElector
{
    /// <summary>How much longer than its lease a leader may go unrenewed before liveness fails (L10).</summary>
    internal static readonly TimeSpan HealthTolerance = TimeSpan.FromSeconds(20);

    private readonly IKubernetesClient _client;
    private readonly OperatorSettings _settings;
    private readonly ElectionTimes _times;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RuntimeMetrics _metrics;

    private V1Lease? _observed;
    private long _observedAt;
    private long _renewedAt;
    private volatile bool _isLeader;

    public LeaderElector(IKubernetesClient client, OperatorSettings settings, TimeProvider time, ILogger<LeaderElector> logger, RuntimeMetrics metrics)
    {
        _client = client;
        _settings = settings;
        _times = settings.ElectionTimes;
        _time = time;
        _logger = logger;
        _metrics = metrics;
        _metrics.Leads(settings.Name, false);
    }

    internal bool IsLeader => _isLeader;

    /// <summary>L10: a leader that went unrenewed for too long hangs.</summary>
    internal bool IsHealthy => !_isLeader || _time.GetElapsedTime(Interlocked.Read(ref _renewedAt)) < _times.LeaseDuration + HealthTolerance;

    /// <summary>Returns when this process leads.</summary>
    internal async Task AcquireAsync(CancellationToken cancellationToken)
    {
        while (!await TryAsync(_times.RequestTimeout, cancellationToken))
        {
            var pause = _times.RetryPeriod * (1 + (ElectionTimes.JitterFactor * _settings.Jitter()));
            await Task.Delay(pause, _time, cancellationToken);
        }

        _isLeader = true;
        _metrics.Leads(_settings.Name, true);
        Log.Leads(_logger, _settings.Identity, _settings.Name);
    }

    /// <summary>Renews the leadership; returns when it is lost, before the lease runs out (L5).</summary>
    internal async Task HoldAsync(CancellationToken cancellationToken)
    {
        while (Left() is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < _times.RetryPeriod ? left : _times.RetryPeriod, _time, cancellationToken);
            left = Left();
            if (left <= TimeSpan.Zero)
            {
                break;
            }

            var attempt = left < _times.RequestTimeout ? left : _times.RequestTimeout;
            if (!await TryAsync(attempt, cancellationToken) && _observed?.Spec.HolderIdentity is { Length: > 0 } holder && holder != _settings.Identity)
            {
                Log.Taken(_logger, holder);
                break;
            }
        }

        _isLeader = false;
        _metrics.Leads(_settings.Name, false);
        Log.Lost(_logger, _settings.Identity, _settings.Name);
    }

    /// <summary>Gives the leadership back, so that another can take it at once. Only when the workers have stopped (L6).</summary>
    internal async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (!_isLeader || _observed is not { } held)
        {
            return;
        }

        _isLeader = false;
        _metrics.Leads(_settings.Name, false);
        var now = _time.GetUtcNow();
        try
        {
            var spec = held.Spec with { HolderIdentity = "", LeaseDurationSeconds = 1, RenewTime = now, AcquireTime = now };
            await _client.UpdateAsync(held with { Spec = spec }, cancellationToken);
            Log.Released(_logger, _settings.Identity, _settings.Name);
        }
        catch (KubernetesException error)
        {
            Log.NotReleased(_logger, error.Message);
        }
    }

    private TimeSpan Left() => _times.RenewDeadline - _time.GetElapsedTime(Interlocked.Read(ref _renewedAt));

    /// <summary>One attempt. It is awaited to its end, so that attempts never overlap; the token bounds it (L4).</summary>
    private async Task<bool> TryAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await TryAcquireOrRenewAsync(either.Token);
        }
        catch (KubernetesException error)
        {
            Log.AttemptFailed(_logger, error.Message);
            return false;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            Log.AttemptFailed(_logger, $"no answer within {limit.TotalSeconds} s");
            return false;
        }
    }

    private async Task<bool> TryAcquireOrRenewAsync(CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        if (_isLeader && _observed is { } own && own.Spec.HolderIdentity == _settings.Identity && await TryUpdateAsync(own, started, cancellationToken))
        {
            return true; // L3: renewed without reading
        }

        var lease = await _client.GetAsync<V1Lease>(_settings.Name, _settings.Namespace, cancellationToken);
        if (lease is null)
        {
            return await TryCreateAsync(started, cancellationToken);
        }

        Observe(lease);
        return !IsHeldByAnother(lease) && await TryUpdateAsync(lease, started, cancellationToken);
    }

    private async Task<bool> TryCreateAsync(long started, CancellationToken cancellationToken)
    {
        var lease = new V1Lease
        {
            Metadata = new V1ObjectMeta { Name = _settings.Name, Namespace = _settings.Namespace },
            Spec = Claim(null),
        };
        try
        {
            Won(await _client.CreateAsync(lease, cancellationToken), started);
            return true;
        }
        catch (KubernetesException error) when (error.IsAlreadyExists || error.IsConflict)
        {
            return false;
        }
    }

    private async Task<bool> TryUpdateAsync(V1Lease lease, long started, CancellationToken cancellationToken)
    {
        try
        {
            Won(await _client.UpdateAsync(lease with { Spec = Claim(lease.Spec) }, cancellationToken), started);
            return true;
        }
        catch (KubernetesException error) when (error.IsConflict || error.IsNotFound)
        {
            return false; // L3: a lost race
        }
    }

    /// <summary>The lease counts from when the request was begun: the server may have stored it at any time since.</summary>
    private void Won(V1Lease lease, long started)
    {
        Observe(lease);
        Interlocked.Exchange(ref _renewedAt, started);
    }

    private V1LeaseSpec Claim(V1LeaseSpec? before)
    {
        var now = _time.GetUtcNow();
        var isOurs = before?.HolderIdentity == _settings.Identity;
        return new V1LeaseSpec
        {
            HolderIdentity = _settings.Identity,
            LeaseDurationSeconds = (int)Math.Ceiling(_times.LeaseDuration.TotalSeconds),
            AcquireTime = isOurs ? before!.AcquireTime : now,
            RenewTime = now,
            LeaseTransitions = before is null ? 0 : (before.LeaseTransitions ?? 0) + (isOurs ? 0 : 1), // L7
        };
    }

    /// <summary>L2: a lease is as old as this process has seen it unchanged, whatever clocks of others say.</summary>
    private void Observe(V1Lease lease)
    {
        if (_observed is null || _observed.Spec != lease.Spec)
        {
            _observedAt = _time.GetTimestamp();
        }

        _observed = lease;
    }

    private bool IsHeldByAnother(V1Lease lease)
    {
        var holder = lease.Spec.HolderIdentity;
        if (string.IsNullOrEmpty(holder) || holder == _settings.Identity)
        {
            return false;
        }

        var lasts = lease.Spec.LeaseDurationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : _times.LeaseDuration;
        return _time.GetElapsedTime(_observedAt) < lasts;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Identity} leads by the lease {Lease}.")]
        internal static partial void Leads(ILogger logger, string identity, string lease);

        [LoggerMessage(LogLevel.Error, "{Identity} lost the lease {Lease}.")]
        internal static partial void Lost(ILogger logger, string identity, string lease);

        [LoggerMessage(LogLevel.Error, "{Holder} took the lease.")]
        internal static partial void Taken(ILogger logger, string holder);

        [LoggerMessage(LogLevel.Information, "{Identity} gave the lease {Lease} back.")]
        internal static partial void Released(ILogger logger, string identity, string lease);

        [LoggerMessage(LogLevel.Warning, "The lease was not given back and runs out by itself: {Problem}")]
        internal static partial void NotReleased(ILogger logger, string problem);

        [LoggerMessage(LogLevel.Warning, "An attempt for the lease failed: {Problem}")]
        internal static partial void AttemptFailed(ILogger logger, string problem);
    }
}
