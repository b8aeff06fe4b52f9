using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Transship.Registry.Endpoints;

namespace Transship.Registry.Http;

/// <summary>
/// The connections of one endpoint. HTTP/1.1 throughout: one window per blob instead of one shared TCP window, and no
/// stream resets in mid upload. quirks 37, 48
/// </summary>
internal sealed class Transport : IDisposable
{
    private readonly SocketsHttpHandler _handler;
    private readonly X509Certificate2? _clientCertificate;
    private readonly CertificateJudge _judge;

    public Transport(RegistryEndpoint endpoint, Func<HttpMessageHandler, HttpMessageHandler>? wrap)
    {
        _judge = new CertificateJudge(endpoint.Tls);
        _handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // quirks 1, 48
            UseCookies = false, // quirk 20
            AutomaticDecompression = DecompressionMethods.None, // quirk 39
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            MaxConnectionsPerServer = int.MaxValue, // the gate decides
            ActivityHeadersPropagator = null,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = _judge.Accepts },
        };
        _handler.Proxy = endpoint.Proxy is { } own ? OwnProxy(own) : new EnvironmentProxy(Environment.GetEnvironmentVariable);
        var connector = new Connector(endpoint.ApiBase, proxied: !_handler.Proxy.IsBypassed(endpoint.ApiBase), PrivateAddresses.ResolveAsync);
        _handler.ConnectCallback = (context, token) => connector.ConnectAsync(context.DnsEndPoint, token);

        if (endpoint.Tls is { ClientCertificatePem.Length: > 0 } tls)
        {
            using var pem = X509Certificate2.CreateFromPem(tls.ClientCertificatePem, tls.ClientKeyPem.Reveal());
            _clientCertificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
            _handler.SslOptions.LocalCertificateSelectionCallback = (_, host, _, _, _) => tls.IsTrusting(host) ? _clientCertificate : null!;
        }

        Client = new HttpClient(wrap?.Invoke(_handler) ?? _handler, disposeHandler: false) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        Client.DefaultRequestHeaders.UserAgent.ParseAdd($"transship/{typeof(Transport).Assembly.GetName().Version?.ToString(3)}");
    }

    public HttpClient Client { get; }

    /// <summary>Why a certificate was refused, if one was.</summary>
    public string? CertificateProblem => _judge.Problem;

    private static WebProxy OwnProxy(Uri proxy)
    {
        var user = Uri.UnescapeDataString(proxy.UserInfo).Split(':', 2);
        return new WebProxy(new Uri(proxy.GetLeftPart(UriPartial.Authority).Replace(proxy.UserInfo + "@", "", StringComparison.Ordinal)))
        {
            Credentials = user is [{ Length: > 0 }, ..] ? new NetworkCredential(user[0], user.ElementAtOrDefault(1)) : null,
        };
    }

    public void Dispose()
    {
        Client.Dispose();
        _handler.Dispose();
        _clientCertificate?.Dispose();
    }
}
