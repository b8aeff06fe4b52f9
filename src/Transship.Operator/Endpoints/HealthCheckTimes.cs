using Transship.Api;
using Transship.Api.Endpoints;

namespace Transship.Operator.Endpoints;

/// <summary>When, and for how long, a connection is tested: what the user asks for, within what is good for registry and operator.</summary>
internal static class HealthCheckTimes
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(5);

    /// <summary>The pause between two tests.</summary>
    public static TimeSpan Interval(EndpointHealthCheck? asked) =>
        Within(GoDuration.ParseOr(asked?.Interval, TimeSpan.FromMinutes(5)), ShortestInterval, LongestInterval);

    /// <summary>How long one test may take.</summary>
    public static TimeSpan Timeout(EndpointHealthCheck? asked) =>
        Within(GoDuration.ParseOr(asked?.Timeout, TimeSpan.FromSeconds(10)), ShortestTimeout, LongestTimeout);

    private static TimeSpan Within(TimeSpan time, TimeSpan shortest, TimeSpan longest) => time < shortest ? shortest : time > longest ? longest : time;
}
