using System.Runtime.CompilerServices;

namespace Transship.Testing.Time;

/// <summary>How tests wait for what other threads do: for a signal, and never for a time to pass.</summary>
public static class Patience
{
    /// <summary>After this a test that waits has failed. No test passes by reaching it.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Completes when a condition holds that nothing signals.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="text">Its text, for the failure.</param>
    public static async Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string text = "")
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Limit)
            {
                throw new TimeoutException($"This never became true: {text}");
            }

            await Task.Yield();
        }
    }
}
