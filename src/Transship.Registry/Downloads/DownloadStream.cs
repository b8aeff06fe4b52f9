using Transship.Registry.Errors;
using Transship.Registry.Http;

namespace Transship.Registry.Downloads;

/// <summary>The body of a download: bounded in length, within the endpoint's bandwidth, given up when it stalls.</summary>
internal sealed class DownloadStream(Stream body, RegistryHttp http, DownloadRequest request, CancellationToken outer) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(outer, cancellationToken);
        stall.CancelAfter(http.StallTimeout);
        int read;
        try
        {
            read = await body.ReadAsync(buffer, stall.Token);
        }
        catch (OperationCanceledException e) when (!outer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RegistryException(RegistryErrorKind.Timeout, $"{http.Endpoint.Name} made no progress with {request.Operation} for {http.StallTimeout.TotalSeconds:0} s.", e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw http.Failure(e);
        }

        _position += read;
        if (_position > request.Limit)
        {
            throw new RegistryException(RegistryErrorKind.TooLarge, $"The answer of {http.Endpoint.Name} to {request.Operation} is larger than {request.Limit} bytes, which is the most that is accepted.");
        }

        if (http.Bandwidth is { } bandwidth && read > 0)
        {
            await bandwidth.TakeAsync(read, cancellationToken);
        }

        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
        }

        base.Dispose(disposing);
    }
}
