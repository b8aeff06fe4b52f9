namespace Transship.Kubernetes.Http;

/// <summary>Lets through a burst at once, then a steady rate, in the order of arrival (A3).</summary>
/// <param name="perSecond">The rate.</param>
/// <param name="burst">The burst.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class TokenBucket(double perSecond, int burst, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private double _tokens = burst;
    private long _last = timeProvider.GetTimestamp();

    /// <summary>Takes a token, of the future where none is left, and waits for it.</summary>
    internal Task TakeAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var now = timeProvider.GetTimestamp();
            _tokens = Math.Min(burst, _tokens + (timeProvider.GetElapsedTime(_last, now).TotalSeconds * perSecond)) - 1;
            _last = now;
            wait = _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / perSecond);
        }

        return wait == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(wait, timeProvider, cancellationToken);
    }
}
