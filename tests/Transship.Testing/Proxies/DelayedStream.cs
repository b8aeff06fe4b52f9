using System.Buffers;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Transship.Testing.Proxies;

/// <summary>One direction of a connection whose bytes arrive late, but as fast as they came.</summary>
internal static class DelayedStream
{
    private const int PieceSize = 64 * 1024;
    private const int PiecesOnTheWay = 64;

    /// <summary>Copies until the sender is done, and tells the receiver so.</summary>
    public static async Task CopyAsync(Socket from, Socket to, TimeSpan delay, TimeSpan connecting, CancellationToken cancellationToken)
    {
        var way = Channel.CreateBounded<Piece>(PiecesOnTheWay);
        var arriving = ArriveAsync(way.Reader, to, cancellationToken);
        var opened = TimeProvider.System.GetTimestamp();
        try
        {
            while (true)
            {
                var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
                var length = await from.ReceiveAsync(buffer.AsMemory(0, PieceSize), cancellationToken);
                if (length == 0)
                {
                    break;
                }

                var due = delay + (TimeProvider.System.GetElapsedTime(opened) is var age && age < connecting ? connecting - age : TimeSpan.Zero);
                await way.Writer.WriteAsync(new Piece(buffer, length, TimeProvider.System.GetTimestamp(), due), cancellationToken);
            }
        }
        finally
        {
            way.Writer.TryComplete();
            await arriving;
        }
    }

    private static async Task ArriveAsync(ChannelReader<Piece> way, Socket to, CancellationToken cancellationToken)
    {
        await foreach (var piece in way.ReadAllAsync(cancellationToken))
        {
            var left = piece.Delay - TimeProvider.System.GetElapsedTime(piece.Sent);
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left, TimeProvider.System, cancellationToken);
            }

            for (var sent = 0; sent < piece.Length;)
            {
                sent += await to.SendAsync(piece.Buffer.AsMemory(sent, piece.Length - sent), cancellationToken);
            }

            ArrayPool<byte>.Shared.Return(piece.Buffer);
        }

        to.Shutdown(SocketShutdown.Send);
    }

    private sealed record Piece(byte[] Buffer, int Length, long Sent, TimeSpan Delay);
}
