namespace Transship.Runtime.Writes;

/// <summary>How often, and after what pause, a write that lost a race is tried again before the key goes back to the queue (W1).</summary>
internal static class ConflictRetry
{
    internal const int Steps = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    internal static Task PauseAsync(TimeProvider time, CancellationToken cancellationToken) => Task.Delay(Pause, time, cancellationToken);
}
