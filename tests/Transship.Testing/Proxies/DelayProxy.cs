using System.Net;
using System.Net.Sockets;

namespace Transship.Testing.Proxies;

/// <summary>A TCP proxy on loopback that makes a server look far away: every byte is late by half of a round trip, a new connection costs one whole.</summary>
public sealed class DelayProxy : IAsyncDisposable
{
    private readonly LoopbackListener _listener;
    private readonly EndPoint _upstream;
    private readonly TimeSpan _roundTrip;

    private DelayProxy(EndPoint upstream, TimeSpan roundTrip)
    {
        (_upstream, _roundTrip) = (upstream, roundTrip);
        _listener = LoopbackListener.Start(CarryAsync);
    }

    /// <summary>Host and port where it listens.</summary>
    public string Address => _listener.Address;

    /// <summary>Starts a proxy before a server.</summary>
    /// <param name="upstream">The server, as <c>127.0.0.1:5000</c>.</param>
    /// <param name="roundTrip">The time that a question and its answer lose on the way.</param>
    public static DelayProxy Start(string upstream, TimeSpan roundTrip) => new(IPEndPoint.Parse(upstream), roundTrip);

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task CarryAsync(Socket near, CancellationToken cancellationToken)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        await far.ConnectAsync(_upstream, cancellationToken);
        await Task.WhenAll(
            DelayedStream.CopyAsync(near, far, _roundTrip / 2, _roundTrip, cancellationToken),
            DelayedStream.CopyAsync(far, near, _roundTrip / 2, TimeSpan.Zero, cancellationToken));
    }
}
