using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Transship.Testing.Http;

/// <summary>The body of an answer, written piece by piece by the test. Left open it is a half-open stream.</summary>
public sealed class StreamedBody
{
    private readonly Channel<byte[]?> _pieces = Channel.CreateUnbounded<byte[]?>();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a request got the headers of this answer.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Completes when the stream has ended, by either side.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Sends a line.</summary>
    public StreamedBody Line(string line) => Raw(line + "\n");

    /// <summary>Sends text as it is.</summary>
    public StreamedBody Raw(string text)
    {
        _pieces.Writer.TryWrite(Encoding.UTF8.GetBytes(text));
        return this;
    }

    /// <summary>Ends the stream cleanly.</summary>
    public void End() => _pieces.Writer.TryComplete();

    /// <summary>Breaks the connection in the middle.</summary>
    public void Break() => _pieces.Writer.TryWrite(null);

    internal async Task WriteAsync(HttpContext context, CancellationToken cancellationToken)
    {
        try
        {
            context.Response.ContentType = "application/json";
            await context.Response.StartAsync(cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
            _opened.TrySetResult();
            await foreach (var piece in _pieces.Reader.ReadAllAsync(cancellationToken))
            {
                if (piece is null)
                {
                    context.Abort();
                    return;
                }

                await context.Response.Body.WriteAsync(piece, cancellationToken);
                await context.Response.Body.FlushAsync(cancellationToken);
            }
        }
        finally
        {
            _closed.TrySetResult();
        }
    }
}
