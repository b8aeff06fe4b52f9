namespace Transship.Runtime.Election;

/// <summary>The three times of a leader election.</summary>
/// <param name="LeaseDuration">How long a leadership lasts without a renewal.</param>
/// <param name="RenewDeadline">How long the leader tries to renew.</param>
/// <param name="RetryPeriod">The pause between two attempts.</param>
internal sealed record ElectionTimes(TimeSpan LeaseDuration, TimeSpan RenewDeadline, TimeSpan RetryPeriod)
{
    /// <summary>Pauses of those who do not lead are spread by this factor, so that they do not all try at once.</summary>
    internal const double JitterFactor = 1.2;

    private static readonly TimeSpan ShortestRequest = TimeSpan.FromSeconds(1);

    /// <summary>L4: an attempt that hangs leaves time for another.</summary>
    internal TimeSpan RequestTimeout => RenewDeadline / 2 > ShortestRequest ? RenewDeadline / 2 : ShortestRequest;

    /// <summary>L1: what is wrong with the times, or null.</summary>
    internal string? Problem()
    {
        if (RetryPeriod <= TimeSpan.Zero || LeaseDuration < TimeSpan.FromSeconds(1))
        {
            return "The leader election needs a retry period above zero and a lease of at least one second.";
        }

        return LeaseDuration > RenewDeadline && RenewDeadline > RetryPeriod * JitterFactor
            ? null
            : $"The leader election needs lease duration ({LeaseDuration.TotalSeconds} s) > renew deadline ({RenewDeadline.TotalSeconds} s) > 1.2 x retry period ({RetryPeriod.TotalSeconds} s).";
    }
}
