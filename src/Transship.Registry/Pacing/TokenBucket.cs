using Transship.Registry.Telemetry;

namespace Transship.Registry.Pacing;

/// <summary>
/// A rate that holds over time: takers go into debt and wait until it is paid, so that large takes are as exact as small ones.
/// Thread safe; takers are served in the order in which they ask.
/// </summary>
public sealed class TokenBucket
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly double _capacity;
    private readonly double _lateCapacity;
    private double _tokens;
    private long _stamp;

    /// <summary>Creates a bucket.</summary>
    /// <param name="perSecond">Tokens (bytes or requests) per second.</param>
    /// <param name="time">The clock.</param>
    /// <param name="burst">How much may be taken at once after a pause; default a tenth of a second's worth, at least one token.</param>
    public TokenBucket(double perSecond, TimeProvider time, double? burst = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perSecond);
        PerSecond = perSecond;
        _time = time;
        _capacity = burst ?? Math.Max(1, perSecond / 10);
        _lateCapacity = burst ?? Math.Max(1, perSecond * 3 / 10);
        _tokens = _capacity;
        _stamp = time.GetTimestamp();
    }

    /// <summary>The host whose limit this is, for the metrics; null for a limit of another kind.</summary>
    internal string? Host { get; init; }

    /// <summary>The rate.</summary>
    public double PerSecond { get; }

    /// <summary>Takes tokens, waiting as long as the rate demands.</summary>
    public async ValueTask TakeAsync(double count, CancellationToken cancellationToken)
    {
        var wait = Take(count);
        if (wait > TimeSpan.Zero)
        {
            if (Host is not null)
            {
                RegistryMetrics.Waited(Host, wait);
            }

            await Task.Delay(wait, _time, cancellationToken);
        }
    }

    /// <summary>Takes tokens and says how long the taker must wait before using them.</summary>
    internal TimeSpan Take(double count)
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            var most = _tokens < 0 ? _lateCapacity : _capacity; // who waited and was woken late, on a busy machine, makes up for it
            _tokens = Math.Max(_tokens, Math.Min(most, _tokens + (_time.GetElapsedTime(_stamp, now).TotalSeconds * PerSecond)));
            _stamp = now;
            _tokens -= count;
            return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / PerSecond);
        }
    }
}
