namespace Transship.Runtime.Writes;

/// <summary>How often, and after what pause, a write that lost a race is tried again before the key goes back to the queue (W1).</summary>
internal static class ConflictRetry
{
    internal const int Steps = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Waits before the newest state is read; not before the first time: most races are lost to an own write that the cache does not show yet, and reading is
    /// all that they need.
    /// </summary>
    internal static Task PauseAsync(int step, TimeProvider time, CancellationToken cancellationToken) =>
        step == 1 ? Task.CompletedTask : Task.Delay(Pause, time, cancellationToken);
}
