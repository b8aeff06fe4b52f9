using System.Net;
using System.Net.Sockets;

namespace Transship.Testing.Proxies;

/// <summary>Takes connections on a free port of loopback and gives each to a handler, until it is disposed; then it waits for all of them.</summary>
internal sealed class LoopbackListener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    private LoopbackListener(Func<Socket, CancellationToken, Task> carry)
    {
        _listener.Start();
        _accepting = AcceptAsync(carry);
    }

    /// <summary>Host and port where it listens.</summary>
    public string Address => _listener.LocalEndpoint.ToString()!;

    /// <summary>Starts to listen.</summary>
    /// <param name="carry">Serves a connection, which it closes; a peer that goes away is no error of it.</param>
    public static LoopbackListener Start(Func<Socket, CancellationToken, Task> carry) => new(carry);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync(Func<Socket, CancellationToken, Task> carry)
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                connections.RemoveAll(c => c.IsCompleted);
                connections.Add(CarryAsync(carry, client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task CarryAsync(Func<Socket, CancellationToken, Task> carry, Socket client)
    {
        using var near = client;
        try
        {
            await carry(near, _stop.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // One side went away: the other learns it when both sockets close.
        }
    }
}
