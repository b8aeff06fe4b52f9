using System.Diagnostics.Metrics;
using System.Globalization;

namespace Transship.Kubernetes.Http;

/// <summary>Counts requests under the name that dashboards know: <c>rest_client_requests_total{code,method,host}</c>.</summary>
internal sealed class RequestMetricsHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>The name of the meter.</summary>
    internal const string MeterName = "Transship.Kubernetes";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "rest_client_requests_total", unit: null, "Number of HTTP requests, partitioned by status code, method, and host.");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var code = "<error>";
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            code = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            return response;
        }
        finally
        {
            Requests.Add(1, new("code", code), new("method", request.Method.Method), new("host", request.RequestUri!.Authority));
        }
    }
}
