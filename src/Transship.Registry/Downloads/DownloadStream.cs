using Transship.Registry.Content;
using Transship.Registry.Errors;
using Transship.Registry.Http;

namespace Transship.Registry.Downloads;

/// <summary>The body of a download: bounded in length, within the endpoint's bandwidth, given up when it stalls.</summary>
internal sealed class DownloadStream(Stream body, RegistryHttp http, DownloadRequest request, CancellationToken outer) : ForwardStream
{
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

        Offset += read;
        if (Offset > request.Limit)
        {
            throw new RegistryException(RegistryErrorKind.TooLarge, $"The answer of {http.Endpoint.Name} to {request.Operation} is larger than {request.Limit} bytes, which is the most that is accepted.");
        }

        if (http.Bandwidth is { } bandwidth && read > 0)
        {
            await bandwidth.TakeAsync(read, cancellationToken);
        }

        return read;
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
