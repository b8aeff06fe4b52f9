using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Transship.Api;
using Transship.Operator.Endpoints;

namespace Transship.Operator.Events;

/// <summary>The HTTP server that registries deliver their events to, on a port of its own. It serves on every replica, whoever leads.</summary>
internal sealed partial class EventReceiver(EventReceiverOptions options, EventRequestHandler handler, ILogger<EventReceiver> logger) : IHostedService, IAsyncDisposable
{
    private WebApplication? _application;

    /// <summary>Where it listens; null while it does not.</summary>
    public Uri? Address => _application?.Urls.Select(url => new Uri(url)).FirstOrDefault();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
            kestrel.Limits.RequestHeadersTimeout = options.ReadTimeout;
            kestrel.Listen(options.Listen, listen => listen.Protocols = HttpProtocols.Http1AndHttp2);
        });
        builder.Services.AddSingleton<IHostLifetime, Unattended>();
        _application = builder.Build();
        _application.Run(handler.HandleAsync);
        try
        {
            await _application.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new ReasonedException(ConditionReasons.InvalidSpec, $"The event receiver cannot listen on {options.Listen}: {e.Message} Choose another port.");
        }

        Log.Listens(logger, Address!);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _application?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
    }

    /// <summary>Leaves signals to the program that the receiver is part of.</summary>
    private sealed class Unattended : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(5005, LogLevel.Information, "Registries can deliver events to {Address}")]
        public static partial void Listens(ILogger logger, Uri address);
    }
}
