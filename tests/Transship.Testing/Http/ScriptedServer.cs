using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Transship.Testing.Http;

/// <summary>A real HTTP server on loopback that answers what a test scripted. Each request takes the first exchange that waits for it.</summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Exchange> _waiting = [];
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly ConcurrentQueue<string> _unexpected = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _countdowns = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly WebApplication _app;
    private int _asked;

    private ScriptedServer(WebApplication app)
    {
        _app = app;
        app.Run(AnswerAsync);
    }

    /// <summary>Where the server listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>What was asked so far, in order of arrival.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>Requests that no exchange waited for; a test asserts that there are none.</summary>
    public IReadOnlyList<string> Unexpected => [.. _unexpected];

    /// <summary>How many exchanges still wait for their request.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Starts a server.</summary>
    /// <param name="certificate">Its certificate; without one it speaks plain HTTP/1.1.</param>
    /// <param name="clientCertificates">Whether it takes client certificates, any of them.</param>
    public static async Task<ScriptedServer> StartAsync(X509Certificate2? certificate = null, bool clientCertificates = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.Zero);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            if (certificate is null)
            {
                listen.Protocols = HttpProtocols.Http1;
                return;
            }

            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(certificate, https =>
            {
                https.ClientCertificateMode = clientCertificates ? ClientCertificateMode.AllowCertificate : ClientCertificateMode.NoCertificate;
                https.AllowAnyClientCertificate();
            });
        }));
        var server = new ScriptedServer(builder.Build());
        await server._app.StartAsync();
        var address = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        server.Address = new Uri(address);
        return server;
    }

    /// <summary>Adds an exchange: the next request of this method and path gets this answer.</summary>
    /// <param name="request">Method and path, as in <c>GET /api/v1/pods</c>; with a query, as in <c>GET /api/v1/pods?watch=true</c>, the request must have those parameters.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="times">How many requests it serves.</param>
    public ScriptedServer On(string request, Answer answer, int times = 1)
    {
        lock (_lock)
        {
            for (var i = 0; i < times; i++)
            {
                _waiting.Add(Exchange.Parse(request, answer));
            }
        }

        return this;
    }

    /// <summary>Completes when so many requests have arrived in all.</summary>
    public Task WhenAskedAsync(int count)
    {
        lock (_lock)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _countdowns.Add((count, reached));
            Notify();
            return reached.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = await RecordedRequest.ReadAsync(context);
        _requests.Enqueue(request);
        if (Take(request) is not { } exchange)
        {
            _unexpected.Enqueue(request.ToString());
            context.Response.StatusCode = StatusCodes.Status501NotImplemented;
            await context.Response.WriteAsync($"No exchange waits for {request}.");
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        try
        {
            await exchange.Answer.WriteAsync(context, ended.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private Exchange? Take(RecordedRequest request)
    {
        lock (_lock)
        {
            var exchange = _waiting.Find(candidate => candidate.Matches(request));
            if (exchange is not null)
            {
                _waiting.Remove(exchange);
            }

            _asked++;
            Notify();
            return exchange;
        }
    }

    private void Notify()
    {
        foreach (var countdown in _countdowns.FindAll(countdown => countdown.Count <= _asked))
        {
            countdown.Reached.SetResult();
            _countdowns.Remove(countdown);
        }
    }
}
