using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Transship.Testing.Registry;

namespace Transship.Testing.Charts;

/// <summary>
/// A chart repository over real HTTP on loopback, as a web server with files gives it: an index with an ETag, archives, provenance files. With
/// <see cref="Authorization"/> it wants that header.
/// </summary>
public sealed class ChartServer : IAsyncDisposable
{
    private readonly FakeRegistry _server;
    private readonly List<string> _entries = [];
    private int _throttled;

    private ChartServer(FakeRegistry server)
    {
        _server = server;
        server.Intercept = AnswerAsync;
    }

    /// <summary>The files by path, such as <c>/app-1.0.0.tgz</c>.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Paths that are redirected, and where to.</summary>
    public ConcurrentDictionary<string, string> Redirects { get; } = new(StringComparer.Ordinal);

    public Uri Url => _server.Url;

    public RequestLog Requests => _server.Requests;

    /// <summary>The Authorization header that is wanted; null for none.</summary>
    public string? Authorization { get; set; }

    /// <summary>The whole index; null makes it from the charts.</summary>
    public string? Index { get; set; }

    /// <summary>Sees every request first. True means that it answered.</summary>
    public Func<HttpContext, Task<bool>>? Intercept { get; set; }

    /// <summary>How many requests more are answered with 429.</summary>
    public int ThrottleNext
    {
        get => _throttled;
        set => _throttled = value;
    }

    /// <summary>The Authorization headers of all requests.</summary>
    public IEnumerable<string?> Authorizations => Requests.All.Select(r => r.Authorization);

    /// <summary>Starts one.</summary>
    /// <param name="address">Where it listens; null for loopback.</param>
    public static async Task<ChartServer> StartAsync(IPAddress? address = null) =>
        new(await FakeRegistry.StartAsync(new FakeRegistryOptions { Address = address ?? IPAddress.Loopback }));

    /// <summary>Adds a chart to the index and to the files.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="url">Its URL in the index; null for the name of the file.</param>
    /// <param name="digest">Its digest in the index; empty leaves it out, null is the right one.</param>
    public PackagedChart Add(PackagedChart chart, string? url = null, string? digest = null)
    {
        Files[$"/{chart.FileName}"] = chart.Archive;
        _entries.Add(string.Create(CultureInfo.InvariantCulture, $"""
              {chart.Name}:
              - apiVersion: v2
                annotations: {"{"}nested: "yes", url: 'no: "url"'{"}"}
                created: "2026-03-04T05:06:07.89Z"
                dependencies:
                - name: inner
                  version: 9.9.9
                  urls: [not-this]
                {(digest?.Length == 0 ? "" : $"digest: {digest ?? chart.Hex}")}
                name: {chart.Name}
                urls:
                - {url ?? chart.FileName}
                version: {chart.Version}
            """));
        return chart;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private string Entries()
    {
        // Several versions of a chart go under one key.
        var charts = _entries.Select(e => e.Split('\n', 2)).GroupBy(e => e[0], e => e[1], StringComparer.Ordinal);
        return string.Join('\n', charts.Select(c => $"{c.Key}\n{string.Join('\n', c)}"));
    }

    private async Task<bool> AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path.StartsWith("/v2/", StringComparison.Ordinal))
        {
            return false;
        }

        if (Intercept is { } intercept && await intercept(context))
        {
            return true;
        }

        if (Authorization is not null && context.Request.Headers.Authorization != Authorization)
        {
            return Status(401);
        }

        if (Interlocked.Decrement(ref _throttled) >= 0)
        {
            context.Response.Headers.RetryAfter = "0";
            return Status(429);
        }

        if (Redirects.TryGetValue(path, out var target))
        {
            context.Response.Headers.Location = target;
            return Status(302);
        }

        var content = path == "/index.yaml" ? Encoding.UTF8.GetBytes(Index ?? $"apiVersion: v1\nentries:\n{Entries()}\ngenerated: \"2026-03-04T05:06:07Z\"\n") : Files.GetValueOrDefault(path);
        if (content is null)
        {
            return Status(404);
        }

        var etag = $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content))}\"";
        context.Response.Headers.ETag = etag;
        if (context.Request.Headers.IfNoneMatch == etag)
        {
            return Status(304);
        }

        await context.Response.Body.WriteAsync(content);
        return true;

        bool Status(int status)
        {
            context.Response.StatusCode = status;
            return true;
        }
    }
}
