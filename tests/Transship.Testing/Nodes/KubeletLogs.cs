using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Transship.Testing.Certificates;

namespace Transship.Testing.Nodes;

/// <summary>The part of a kubelet's own server that API servers ask for the logs of pods.</summary>
internal sealed class KubeletLogs : IAsyncDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly WebApplication _app;

    private KubeletLogs(Func<string, string, string?> logOf)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_authority.Server())));
        _app = builder.Build();
        _app.Run(context => AnswerAsync(context, logOf));
    }

    /// <summary>The port on loopback.</summary>
    public int Port => new Uri(_app.Urls.First()).Port;

    /// <summary>Starts it.</summary>
    /// <param name="logOf">The log of a pod, by namespace and name; null where there is none.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<KubeletLogs> StartAsync(Func<string, string, string?> logOf, CancellationToken cancellationToken)
    {
        var server = new KubeletLogs(logOf);
        await server._app.StartAsync(cancellationToken);
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _authority.Dispose();
    }

    /// <summary>/containerLogs/NAMESPACE/POD/CONTAINER?tailLines=N</summary>
    private static async Task AnswerAsync(HttpContext context, Func<string, string, string?> logOf)
    {
        if (context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries) is not ["containerLogs", var ns, var pod, _] || logOf(ns, pod) is not { } log)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        IEnumerable<string> lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (int.TryParse(context.Request.Query["tailLines"], CultureInfo.InvariantCulture, out var count))
        {
            lines = lines.TakeLast(count);
        }

        context.Response.ContentType = "text/plain";
        await context.Response.WriteAsync(string.Concat(lines.Select(line => line + "\n")), context.RequestAborted);
    }
}
