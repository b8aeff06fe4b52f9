using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Transship.Testing.Certificates;

namespace Transship.Benchmarks.Pods;

/// <summary>Speaks TLS for a server that does not, as a pod meets its API server, and tells of each request.</summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly HttpClient _http = new();
    private readonly WebApplication _app;

    private TlsFront(Uri server)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_authority.Server())));
        _app = builder.Build();
        _app.Run(context => ForwardAsync(context, server));
    }

    /// <summary>Whom its clients have to trust.</summary>
    internal string Authority => _authority.Pem;

    /// <summary>The port on loopback.</summary>
    internal int Port => new Uri(_app.Urls.First()).Port;

    /// <summary>Hears of each request as it comes.</summary>
    internal Action? Asked { get; set; }

    internal static async Task<TlsFront> StartAsync(Uri server)
    {
        var front = new TlsFront(server);
        await front._app.StartAsync();
        return front;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
        _authority.Dispose();
    }

    private async Task ForwardAsync(HttpContext context, Uri server)
    {
        Asked?.Invoke();
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(server, context.Request.Path.Value + context.Request.QueryString));
        if (context.Request.ContentType is { } type)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        using var answer = await _http.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
