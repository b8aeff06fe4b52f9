using System.Globalization;
using Transship.Registry.Errors;
using Transship.Registry.Http;
using Transship.Registry.Telemetry;

namespace Transship.Registry.Pacing;

/// <summary>
/// What an endpoint has said about its limits. While a budget is gone, requests of that kind fail at once as RateLimited with
/// the time to wait, so that the work is rescheduled and no worker waits. quirk 9
/// </summary>
internal sealed class RateLimitMemory(string registry, string host, TimeProvider time, TimeSpan longestWait)
{
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(6);

    private readonly Lock _lock = new();
    private readonly Dictionary<RequestBudget, DateTimeOffset> _closedUntil = [];

    /// <exception cref="RegistryException">RateLimited: the budget is gone.</exception>
    public void Check(RequestBudget budget)
    {
        lock (_lock)
        {
            if (_closedUntil.TryGetValue(budget, out var until))
            {
                var rest = until - time.GetUtcNow();
                if (rest > TimeSpan.Zero)
                {
                    throw new RegistryException(RegistryErrorKind.RateLimited,
                        string.Create(CultureInfo.InvariantCulture, $"{registry} allows no more requests of this kind for {rest.TotalSeconds:0} s; it is tried again then."))
                    {
                        RetryAfter = rest,
                    };
                }

                _closedUntil.Remove(budget);
            }
        }
    }

    /// <summary>Learns from an answer's headers: how many pulls are left, or how long to stay away.</summary>
    public void Learn(RequestBudget budget, HttpResponseMessage response)
    {
        var now = time.GetUtcNow();
        if (response.StatusCode == System.Net.HttpStatusCode.TooManyRequests)
        {
            if (RetryAfterHeader.Read(response, now) is { } after && after > longestWait)
            {
                Close(budget, now + after);
            }

            return;
        }

        if (Parse(response, "ratelimit-remaining") is not { } remaining)
        {
            return;
        }

        RegistryMetrics.Allows(host, remaining.Count);
        if (remaining.Count > 0)
        {
            Open(RequestBudget.Pull);
        }
        else if (budget == RequestBudget.Pull)
        {
            // The window slides: one pull comes back every window / limit.
            var limit = Math.Max(1, Parse(response, "ratelimit-limit")?.Count ?? 1);
            var rest = TimeSpan.FromSeconds(Math.Clamp(remaining.WindowSeconds / limit, ShortestRest.TotalSeconds, LongestRest.TotalSeconds));
            Close(RequestBudget.Pull, now + rest);
        }
    }

    private void Close(RequestBudget budget, DateTimeOffset until)
    {
        lock (_lock)
        {
            _closedUntil[budget] = until;
        }
    }

    private void Open(RequestBudget budget)
    {
        lock (_lock)
        {
            _closedUntil.Remove(budget);
        }
    }

    private static (double Count, double WindowSeconds)? Parse(HttpResponseMessage response, string name)
    {
        if (!response.Headers.TryGetValues(name, out var values))
        {
            return null;
        }

        var parts = values.First().Split(';', StringSplitOptions.TrimEntries);
        if (!double.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return null;
        }

        var window = parts.FirstOrDefault(p => p.StartsWith("w=", StringComparison.Ordinal));
        return (count, window is not null && double.TryParse(window[2..], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0);
    }
}
