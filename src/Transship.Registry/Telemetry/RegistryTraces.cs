using System.Diagnostics;
using System.Globalization;
using System.Net;
using Transship.Registry.Http;

namespace Transship.Registry.Telemetry;

/// <summary>Spans of requests to registries, as OpenTelemetry's conventions for HTTP name them. Only what belongs to a trace of the caller's has one.</summary>
internal static class RegistryTraces
{
    private static readonly ActivitySource Source = new("Transship.Registry");

    /// <summary>A request is sent; dispose what is returned when its answer begins.</summary>
    public static Activity? Send(HttpMethod method, Uri uri)
    {
        if (Activity.Current is null || Source.StartActivity(method.Method, ActivityKind.Client) is not { } span)
        {
            return null;
        }

        if (span.IsAllDataRequested)
        {
            span.SetTag("http.request.method", method.Method);
            span.SetTag("server.address", uri.Host);
            span.SetTag("server.port", uri.Port);
            span.SetTag("url.full", SafeUrl.Print(uri));
        }

        return span;
    }

    /// <summary>The answer began.</summary>
    public static void Answered(Activity? span, HttpStatusCode code)
    {
        if (span is null)
        {
            return;
        }

        span.SetTag("http.response.status_code", (int)code);
        if ((int)code >= 400)
        {
            span.SetTag("error.type", ((int)code).ToString(CultureInfo.InvariantCulture));
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>There was no answer.</summary>
    public static void Failed(Activity? span, Exception error)
    {
        span?.SetTag("error.type", error.GetType().FullName);
        span?.SetStatus(ActivityStatusCode.Error);
    }
}
