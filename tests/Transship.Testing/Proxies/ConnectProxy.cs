using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Transship.Testing.Proxies;

/// <summary>An HTTP proxy on loopback that takes CONNECT only, and leads each host that it knows to a server of the test: a stand-in for the internet.</summary>
public sealed class ConnectProxy : IAsyncDisposable
{
    private const int MaxHead = 8 << 10;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IReadOnlyDictionary<string, string> _hosts;
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly Task _accepting;

    private ConnectProxy(IReadOnlyDictionary<string, string> hosts)
    {
        _hosts = hosts;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Its address, as HTTPS_PROXY takes it.</summary>
    public string Url => $"http://{_listener.LocalEndpoint}";

    /// <summary>The hosts that were asked for, with their ports.</summary>
    public IReadOnlyCollection<string> Asked => [.. _asked];

    /// <summary>Starts it.</summary>
    /// <param name="hosts">Where each host is, as in <c>registry.example.com</c> at <c>127.0.0.1:5000</c>; all others are refused.</param>
    public static ConnectProxy Start(IReadOnlyDictionary<string, string> hosts) => new(hosts);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                connections.RemoveAll(c => c.IsCompleted);
                connections.Add(CarryAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            var stream = near.GetStream();
            var target = (await ReadHeadAsync(stream)).Split(' ') is ["CONNECT", var authority, ..] ? authority : "";
            _asked.Enqueue(target);
            if (!_hosts.TryGetValue(target.Split(':')[0], out var server))
            {
                await stream.WriteAsync("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stop.Token);
                return;
            }

            await far.ConnectAsync(IPEndPoint.Parse(server), _stop.Token);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), _stop.Token);
            await Task.WhenAny(stream.CopyToAsync(far.GetStream(), _stop.Token), far.GetStream().CopyToAsync(stream, _stop.Token));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // One side went away: the other learns it when both sockets close.
        }
    }

    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new byte[MaxHead];
        for (var length = 0; length < MaxHead; length++)
        {
            if (await stream.ReadAsync(head.AsMemory(length, 1), _stop.Token) == 0)
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
