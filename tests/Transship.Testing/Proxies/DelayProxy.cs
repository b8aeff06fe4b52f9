using System.Net;
using System.Net.Sockets;

namespace Transship.Testing.Proxies;

/// <summary>A TCP proxy on loopback that makes a server look far away: every byte is late by half of a round trip, a new connection costs one whole.</summary>
public sealed class DelayProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly EndPoint _upstream;
    private readonly TimeSpan _roundTrip;
    private readonly Task _accepting;

    private DelayProxy(EndPoint upstream, TimeSpan roundTrip)
    {
        (_upstream, _roundTrip) = (upstream, roundTrip);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Host and port where it listens.</summary>
    public string Address => _listener.LocalEndpoint.ToString()!;

    /// <summary>Starts a proxy before a server.</summary>
    /// <param name="upstream">The server, as <c>127.0.0.1:5000</c>.</param>
    /// <param name="roundTrip">The time that a question and its answer lose on the way.</param>
    public static DelayProxy Start(string upstream, TimeSpan roundTrip) => new(IPEndPoint.Parse(upstream), roundTrip);

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
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                connections.RemoveAll(c => c.IsCompleted);
                connections.Add(CarryAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using var near = client;
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        try
        {
            await far.ConnectAsync(_upstream, _stop.Token);
            await Task.WhenAll(
                DelayedStream.CopyAsync(near, far, _roundTrip / 2, _roundTrip, _stop.Token),
                DelayedStream.CopyAsync(far, near, _roundTrip / 2, TimeSpan.Zero, _stop.Token));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // One side went away: the other learns it when both sockets close.
        }
    }
}
