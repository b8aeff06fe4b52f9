using System.Net;
using System.Net.Sockets;
using Transship.Kubernetes.Authentication;
using Transship.Kubernetes.Configuration;

namespace Transship.Kubernetes.Http;

/// <summary>The connections. Certificates and authorities are read again each minute; when they changed, new requests take new connections (A6).</summary>
internal sealed class TransportHandler : HttpMessageHandler
{
    /// <summary>The client certificate that an exec plugin gave for a request.</summary>
    internal static readonly HttpRequestOptionsKey<ClientCertificatePem> ClientCertificate = new("transship.client-certificate");

    private static readonly TimeSpan RereadPeriod = TimeSpan.FromMinutes(1);

    private readonly KubernetesClientConfig _config;
    private readonly TimeProvider _timeProvider;
    private readonly IWebProxy? _proxy;
    private readonly Lock _lock = new();
    private TlsMaterial _read;
    private long _readAt;
    private TlsMaterial _used;
    private HttpMessageInvoker _current;
    private HttpMessageInvoker? _retired;

    /// <exception cref="KubernetesConfigException">The configuration cannot be used.</exception>
    internal TransportHandler(KubernetesClientConfig config, TimeProvider timeProvider)
    {
        _config = config;
        _timeProvider = timeProvider;
        _proxy = config.Proxy ?? EnvironmentProxy.For(config.Server, Environment.GetEnvironmentVariable);
        _read = TlsMaterial.Read(config);
        _readAt = timeProvider.GetTimestamp();
        _used = _read;
        _current = new HttpMessageInvoker(Connections(_used));
        _used.RequireCurrent(config, timeProvider.GetUtcNow());
    }

    /// <summary>A pool of connections with this material.</summary>
    internal SocketsHttpHandler Connections(TlsMaterial material) => new()
    {
        SslOptions = material.Options(_config),
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.GZip,
        UseProxy = _proxy is not null,
        Proxy = _proxy,
        EnableMultipleHttp2Connections = true,
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        ConnectTimeout = TimeSpan.FromSeconds(15),
        ResponseDrainTimeout = TimeSpan.FromMilliseconds(100),
        ConnectCallback = ConnectAsync,
        ActivityHeadersPropagator = null,
    };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Invoker(request.Options.TryGetValue(ClientCertificate, out var certificate) ? certificate : null).SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _current.Dispose();
            _retired?.Dispose();
        }

        base.Dispose(disposing);
    }

    private HttpMessageInvoker Invoker(ClientCertificatePem? certificate)
    {
        lock (_lock)
        {
            Reread();
            var wanted = certificate is null ? _read : _read with { ClientCertificate = certificate };
            if (wanted != _used)
            {
                var next = new HttpMessageInvoker(Connections(wanted));

                // The last generation may still carry requests; the one before it carries none.
                _retired?.Dispose();
                _retired = _current;
                _current = next;
                _used = wanted;
            }

            return _current;
        }
    }

    private void Reread()
    {
        if (_timeProvider.GetElapsedTime(_readAt) < RereadPeriod)
        {
            return;
        }

        _readAt = _timeProvider.GetTimestamp();
        try
        {
            var read = TlsMaterial.Read(_config);
            read.Options(_config);
            _read = read;
        }
        catch (KubernetesConfigException)
        {
            // A file is being replaced: what was read last still serves, the next minute reads again.
        }
    }

    /// <summary>TCP keep-alive finds a dead peer where HTTP/1.1 has no ping.</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 15);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
