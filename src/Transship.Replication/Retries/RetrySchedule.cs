namespace Transship.Replication.Retries;

/// <summary>When a failed task is tried again: the pause doubles with each repetition, up to an hour, and is spread by a tenth in both directions.</summary>
/// <param name="backoff">The pause before the first repetition; one above an hour stays as it is.</param>
/// <param name="limit">How many repetitions there are.</param>
/// <param name="random">Gives numbers from 0 (included) to 1 (excluded).</param>
public sealed class RetrySchedule(TimeSpan backoff, int limit, Func<double> random)
{
    /// <summary>The longest pause.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromHours(1);

    private const double Spread = 0.1;

    /// <summary>The pause before an attempt.</summary>
    /// <param name="attempt">The attempt, counted from 1; the first one has no pause.</param>
    public TimeSpan DelayBefore(int attempt)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        if (attempt == 1)
        {
            return TimeSpan.Zero;
        }

        var longest = backoff > MaxDelay ? backoff : MaxDelay;
        var doubled = backoff.TotalSeconds * Math.Pow(2, Math.Min(attempt - 2, 60));
        var spread = doubled * (1 - Spread + (2 * Spread * random()));
        return spread < longest.TotalSeconds ? TimeSpan.FromSeconds(spread) : longest;
    }

    /// <summary>Whether there is another attempt after a failure.</summary>
    /// <param name="attempts">Attempts made so far, the failed one included.</param>
    /// <param name="canHeal">Whether the failure can heal without a person's help.</param>
    public bool IsDue(int attempts, bool canHeal) => canHeal && attempts <= limit;
}
