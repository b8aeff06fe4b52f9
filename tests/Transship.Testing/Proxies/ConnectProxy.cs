using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Transship.Testing.Proxies;

/// <summary>An HTTP proxy on loopback that takes CONNECT only, and leads each host that it knows to a server of the test: a stand-in for the internet.</summary>
public sealed class ConnectProxy : IAsyncDisposable
{
    private const int MaxHead = 8 << 10;

    private readonly IReadOnlyDictionary<string, string> _hosts;
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly LoopbackListener _listener;

    private ConnectProxy(IReadOnlyDictionary<string, string> hosts)
    {
        _hosts = hosts;
        _listener = LoopbackListener.Start(CarryAsync);
    }

    /// <summary>Its address, as HTTPS_PROXY takes it.</summary>
    public string Url => $"http://{_listener.Address}";

    /// <summary>The hosts that were asked for, with their ports.</summary>
    public IReadOnlyCollection<string> Asked => [.. _asked];

    /// <summary>Starts it.</summary>
    /// <param name="hosts">Where each host is, as in <c>registry.example.com</c> at <c>127.0.0.1:5000</c>; all others are refused.</param>
    public static ConnectProxy Start(IReadOnlyDictionary<string, string> hosts) => new(hosts);

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task CarryAsync(Socket near, CancellationToken cancellationToken)
    {
        await using var stream = new NetworkStream(near);
        var target = (await ReadHeadAsync(stream, cancellationToken)).Split(' ') is ["CONNECT", var authority, ..] ? authority : "";
        _asked.Enqueue(target);
        if (!_hosts.TryGetValue(target.Split(':')[0], out var server))
        {
            await stream.WriteAsync("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), cancellationToken);
            return;
        }

        using var far = new TcpClient();
        await far.ConnectAsync(IPEndPoint.Parse(server), cancellationToken);
        await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), cancellationToken);
        await Task.WhenAny(stream.CopyToAsync(far.GetStream(), cancellationToken), far.GetStream().CopyToAsync(stream, cancellationToken));
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new byte[MaxHead];
        for (var length = 0; length < MaxHead; length++)
        {
            if (await stream.ReadAsync(head.AsMemory(length, 1), cancellationToken) == 0)
            {
                break;
            }

            if (head.AsSpan(0, length + 1).EndsWith("\r\n\r\n"u8))
            {
                return Encoding.ASCII.GetString(head, 0, length);
            }
        }

        throw new IOException("No request came.");
    }
}
