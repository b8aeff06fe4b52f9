using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Transship.Registry.Endpoints;

namespace Transship.Testing.Registry;

/// <summary>
/// A registry in memory that speaks the distribution protocol over real HTTP on loopback. Tests fill <see cref="Store"/>, watch
/// <see cref="Requests"/>, and put words in its mouth with <see cref="Intercept"/>.
/// </summary>
public sealed class FakeRegistry : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly FakeRegistryOptions _options;
    private readonly FakeAuth _auth;
    private readonly FakeProtocol _protocol;

    private FakeRegistry(FakeRegistryOptions options)
    {
        _options = options;
        _auth = new FakeAuth(options);
        _protocol = new FakeProtocol(options, Store);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(options.Address, options.Port, Listen);
        });
        _app = builder.Build();
        _app.Run(HandleAsync);

        void Listen(ListenOptions listen)
        {
            listen.Protocols = HttpProtocols.Http1;
            if (options.Certificate is not null)
            {
                listen.UseHttps(options.Certificate);
            }
        }
    }

    public FakeStore Store { get; } = new();

    public RequestLog Requests { get; } = new();

    /// <summary>Sees every request first. True means that it answered, false leaves the request to the registry.</summary>
    public Func<HttpContext, Task<bool>>? Intercept { get; set; }

    public Uri Url { get; private set; } = null!;

    /// <summary>Host and port.</summary>
    public string Host => Url.Authority;

    /// <summary>An endpoint with the right credentials.</summary>
    public RegistryEndpoint Endpoint => new(Url)
    {
        Credentials = _options.Username is null ? null : new RegistryCredentials(_options.Username, new Secret(_options.Password ?? "")),
    };

    public static async Task<FakeRegistry> StartAsync(FakeRegistryOptions? options = null)
    {
        var registry = new FakeRegistry(options ?? new FakeRegistryOptions());
        await registry._app.StartAsync();
        var port = new Uri(registry._app.Urls.First()).Port;
        var host = IPAddress.IsLoopback(registry._options.Address) ? "localhost" : registry._options.Address.ToString();
        registry.Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"{(registry._options.Certificate is null ? "http" : "https")}://{host}:{port}/"));
        return registry;
    }

    /// <summary>Makes all tokens that were issued invalid.</summary>
    public void RevokeTokens() => _auth.Revoke();

    /// <summary>Whether the token of a request allows this, for those who answer requests of a product's own API.</summary>
    public bool Grants(HttpContext context, string scope) => _auth.Grants(context.Request, scope);

    /// <summary>Answers as the registry itself does, for those who change its answers.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/token")
        {
            await _auth.IssueAsync(context);
        }
        else if (!_auth.Allows(context.Request))
        {
            _auth.Challenge(context);
            await FakeProtocol.ErrorAsync(context, 401, "UNAUTHORIZED");
        }
        else
        {
            await _protocol.HandleAsync(context);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var logged = 0;
        context.Response.OnStarting(() =>
        {
            Log(); // before the client can know of the answer
            return Task.CompletedTask;
        });
        try
        {
            if (Intercept is { } intercept && await intercept(context))
            {
                return;
            }

            await AnswerAsync(context);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or Microsoft.AspNetCore.Http.BadHttpRequestException)
        {
            context.Abort(); // the client went away
        }
        finally
        {
            Log();
        }

        void Log()
        {
            if (Interlocked.Exchange(ref logged, 1) == 0)
            {
                var request = context.Request;
                Requests.Add(new LoggedRequest(request.Method, request.Path.Value ?? "", request.QueryString.Value ?? "", request.Headers.Authorization, context.Response.StatusCode));
            }
        }
    }
}
