namespace Transship.Integration.Replication;

/// <summary>How long things are away in scenarios: as short as they show something, or a minute where TRANSSHIP_CHAOS is set (make chaos).</summary>
internal static class Outage
{
    private static readonly TimeSpan Asked = Environment.GetEnvironmentVariable("TRANSSHIP_CHAOS") is { Length: > 0 } ? TimeSpan.FromMinutes(1) : TimeSpan.Zero;

    /// <summary>Returns when it has been long enough.</summary>
    public static Task WaitAsync(TimeSpan atLeast = default) => Task.Delay(Asked > atLeast ? Asked : atLeast, TimeProvider.System);
}
