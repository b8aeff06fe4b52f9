using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Transship.Integration.Tracing;

/// <summary>Takes what is exported over OTLP with HTTP and protobuf, and keeps it.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<byte[]> _traces = new();
    private readonly ConcurrentQueue<byte[]> _metrics = new();

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/v1/traces", context => KeepAsync(context, _traces));
        _app.MapPost("/v1/metrics", context => KeepAsync(context, _metrics));
    }

    /// <summary>Its address, as OTEL_EXPORTER_OTLP_ENDPOINT takes it.</summary>
    public string Address => _app.Urls.First();

    /// <summary>All spans so far.</summary>
    public IReadOnlyList<OtlpSpan> Spans => [.. _traces.SelectMany(OtlpSpan.Read)];

    /// <summary>All metrics so far, undecoded: names stand in them as they are.</summary>
    public string Metrics => string.Join('\n', _metrics.Select(System.Text.Encoding.Latin1.GetString));

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task KeepAsync(HttpContext context, ConcurrentQueue<byte[]> kept)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        kept.Enqueue(body.ToArray());
    }
}
