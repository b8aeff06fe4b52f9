using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Transship.Embedded.Http;
using Transship.Embedded.Kinds;
using Transship.Embedded.Lifecycle;
using Transship.Embedded.Objects;
using Transship.Embedded.Storage;

namespace Transship.Embedded;

/// <summary>A Kubernetes API server in this process: custom resources and what an operator needs around them, over real HTTP.</summary>
public sealed class EmbeddedApiServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ObjectStore _store;
    private readonly LifecycleWorker _lifecycle;
    private readonly CancellationTokenSource _stopping;
    private bool _isDisposed;

    private EmbeddedApiServer(WebApplication application, ObjectStore store, LifecycleWorker lifecycle, CancellationTokenSource stopping)
    {
        _application = application;
        _store = store;
        _lifecycle = lifecycle;
        _stopping = stopping;
        BaseAddress = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Where the server answers, as in <c>http://127.0.0.1:6443/</c>.</summary>
    public Uri BaseAddress { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="options">How; null takes the defaults: any free port on loopback, objects in memory.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="ArgumentException">The address is reachable by others and no token is set.</exception>
    /// <exception cref="IOException">The port or the data directory is in use.</exception>
    public static async Task<EmbeddedApiServer> StartAsync(EmbeddedApiServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new EmbeddedApiServerOptions();
        if (!IPAddress.IsLoopback(options.Address) && string.IsNullOrEmpty(options.Token))
        {
            throw new ArgumentException($"Listening on {options.Address} lets other machines in: set a token, or listen on {IPAddress.Loopback}.", nameof(options));
        }

        var time = options.TimeProvider;
        var logger = options.LoggerFactory.CreateLogger<EmbeddedApiServer>();
        var journal = options.DataDirectory is { } directory ? Journal.Open(directory) : null;
        var store = new ObjectStore(options.WatchHistory, journal);
        if (journal is { CutBytes: > 0 })
        {
            ServerLog.JournalCut(logger, journal.CutBytes, journal.CutFile);
        }

        var stopping = new CancellationTokenSource();
        try
        {
            var kinds = new KindRegistry(BuiltInKinds.All());
            var writer = new ObjectWriter(store, new NameGenerator(options.Random), time);
            var remover = new ObjectRemover(store, time);
            var lifecycle = new LifecycleWorker(store, kinds, remover, time, logger);
            var resources = new ResourceHandler(
                store,
                writer,
                new ObjectPatcher(store, writer, time),
                remover,
                new ListHandler(store, new Snapshots(store, time), time),
                new WatchHandler(store, time, stopping.Token),
                time);
            lifecycle.Start();
            new InitialObjects(store, kinds, writer).Create(options);
            var router = new RequestRouter(kinds, resources, options.Token is null ? null : new AccessToken(options.Token), logger);
            var application = Build(options, router);
            await application.StartAsync(cancellationToken);
            return new EmbeddedApiServer(application, store, lifecycle, stopping);
        }
        catch
        {
            store.Dispose();
            stopping.Dispose();
            throw;
        }
    }

    /// <summary>Ends all watches, then the server.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _stopping.CancelAsync();
        await _application.StopAsync();
        await _application.DisposeAsync();
        await _lifecycle.DisposeAsync();
        _store.Dispose();
        _stopping.Dispose();
    }

    private static WebApplication Build(EmbeddedApiServerOptions options, RequestRouter router)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaxBytes + 1;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(options.Address, options.Port, listen => listen.Protocols = HttpProtocols.Http1AndHttp2);
        });
        builder.Services.AddSingleton<IHostLifetime, DetachedLifetime>();
        var application = builder.Build();
        application.Run(router.HandleAsync);
        return application;
    }
}
