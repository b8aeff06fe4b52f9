namespace Transship.Runtime.Caching;

/// <summary>The pauses of a reflector in trouble: 800 ms doubling to 30 s, up to twice as long by jitter, reset after 2 min of health (R10).</summary>
internal sealed class Backoff(TimeProvider time, Func<double> jitter)
{
    internal static readonly TimeSpan First = TimeSpan.FromMilliseconds(800);
    internal static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    internal static readonly TimeSpan Health = TimeSpan.FromMinutes(2);
    private const double JitterFactor = 1.0;

    private TimeSpan _next = First;
    private long? _last;

    internal TimeSpan Next()
    {
        if (_last is { } last && time.GetElapsedTime(last) >= Health)
        {
            _next = First;
        }

        _last = time.GetTimestamp();
        var pause = _next * (1 + (JitterFactor * jitter()));
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return pause;
    }

    internal Task WaitAsync(TimeSpan? atLeast, CancellationToken cancellationToken)
    {
        var pause = Next();
        return Task.Delay(atLeast > pause ? atLeast.Value : pause, time, cancellationToken);
    }
}
