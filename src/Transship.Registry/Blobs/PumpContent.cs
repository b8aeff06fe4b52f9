using System.Net;
using System.Net.Http.Headers;

namespace Transship.Registry.Blobs;

/// <summary>A request body that a pump fills, always with its Content-Length. quirk 15</summary>
internal sealed class PumpContent : HttpContent
{
    private readonly Func<Stream, CancellationToken, Task> _fill;
    private readonly long _length;

    public PumpContent(long length, Func<Stream, CancellationToken, Task> fill)
    {
        (_fill, _length) = (fill, length);
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _fill(stream, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => _fill(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
