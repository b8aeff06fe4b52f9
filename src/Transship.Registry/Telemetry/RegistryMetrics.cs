using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;

namespace Transship.Registry.Telemetry;

/// <summary>
/// What the data plane measures, under the meter Transship.Registry. A host is an endpoint's: what its registry redirects to counts as
/// the registry, so that there are as many series as endpoints.
/// </summary>
internal static class RegistryMetrics
{
    private static readonly Meter Meter = new("Transship.Registry");
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "transship_registry_requests_total", description: "Requests to registries by host, method and status code; code none had no answer.");
    private static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "transship_registry_request_retries_total", description: "Requests that were sent again after a failure that may heal.");
    private static readonly Counter<double> Throttled = Meter.CreateCounter<double>(
        "transship_registry_throttled_seconds_total", "s", "Time that requests and copies waited for the limits of an endpoint.");
    private static readonly Gauge<long> Remaining = Meter.CreateGauge<long>(
        "transship_registry_ratelimit_remaining", description: "Pulls that a registry still allows in its window, as it last said.");

    /// <summary>Makes the counters of a host visible before anything happens: a rate needs a first value.</summary>
    public static void Begin(string host)
    {
        Retries.Add(0, Host(host));
        Throttled.Add(0, Host(host));
    }

    public static void Answered(string host, HttpMethod method, HttpStatusCode code) =>
        Requests.Add(1, Host(host), new("method", method.Method), new("code", ((int)code).ToString(CultureInfo.InvariantCulture)));

    public static void Unanswered(string host, HttpMethod method) => Requests.Add(1, Host(host), new("method", method.Method), new("code", "none"));

    public static void Retried(string host) => Retries.Add(1, Host(host));

    public static void Waited(string host, TimeSpan wait) => Throttled.Add(wait.TotalSeconds, Host(host));

    public static void Allows(string host, double pulls) => Remaining.Record((long)pulls, Host(host));

    private static KeyValuePair<string, object?> Host(string host) => new("host", host);
}
