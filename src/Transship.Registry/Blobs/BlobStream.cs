using System.Net;
using Transship.Registry.Content;
using Transship.Registry.Errors;
using Transship.Registry.Http;

namespace Transship.Registry.Blobs;

/// <summary>
/// The bytes of a blob, read forward. When the connection breaks, stalls or ends early it goes on with a Range request
/// where it was. Whoever reads verifies the digest.
/// </summary>
internal sealed class BlobStream : ForwardStream
{
    private const int MaxResumes = 5;
    private const long ProgressThatForgives = 1024 * 1024;

    private readonly RegistryHttp _http;
    private readonly Func<long, CancellationToken, Task<RegistryResponse>> _get;
    private readonly string _name;
    private readonly Descriptor _blob;
    private readonly CancellationToken _outer;
    private CancellationTokenSource _stall;
    private RegistryResponse? _response;
    private Stream? _body;
    private long _resumedAt;
    private int _resumes;

    private BlobStream(RegistryHttp http, Func<long, CancellationToken, Task<RegistryResponse>> get, string name, Descriptor blob, long offset, CancellationToken cancellationToken)
    {
        (_http, _get, _name, _blob, Offset, _outer) = (http, get, name, blob, offset, cancellationToken);
        _stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    public override long Length => _blob.Size;

    /// <param name="http">The way to the server.</param>
    /// <param name="get">Asks for the bytes from an offset on; the answer may start at the first byte all the same.</param>
    /// <param name="name">What is read, for errors: <c>The blob app@sha256:…</c>.</param>
    /// <param name="blob">Its digest and size.</param>
    /// <param name="offset">The first byte that is wanted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<BlobStream> OpenAsync(
        RegistryHttp http, Func<long, CancellationToken, Task<RegistryResponse>> get, string name, Descriptor blob, long offset, CancellationToken cancellationToken)
    {
        var stream = new BlobStream(http, get, name, blob, offset, cancellationToken);
        try
        {
            await stream.ConnectAsync();
            return stream;
        }
        catch (Exception e) when (stream.IsBroken(e))
        {
            await stream.DisposeAsync();
            throw stream.Problem(e);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (Offset < _blob.Size)
        {
            RegistryException problem;
            try
            {
                if (_body is null)
                {
                    await ConnectAsync();
                }

                _stall.CancelAfter(_http.StallTimeout);
                var read = await _body!.ReadAsync(buffer, _stall.Token);
                _stall.CancelAfter(Timeout.InfiniteTimeSpan); // what the reader does in between is no stall of ours
                if (read > 0)
                {
                    Offset += read;
                    if (_http.Bandwidth is { } bandwidth)
                    {
                        await bandwidth.TakeAsync(read, _stall.Token);
                    }

                    return read;
                }

                problem = new RegistryException(RegistryErrorKind.ConnectionFailed, $"{Name} ended after {Offset} of {_blob.Size} bytes.");
            }
            catch (Exception e) when (IsBroken(e))
            {
                problem = Problem(e);
            }

            Break(problem);
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _response?.Dispose();
            _stall.Dispose();
        }

        base.Dispose(disposing);
    }

    private string Name => $"{_name} of {_http.Endpoint.Name}";

    private bool IsBroken(Exception error) => error is IOException or HttpRequestException || (error is OperationCanceledException && !_outer.IsCancellationRequested);

    private RegistryException Problem(Exception error) => error is OperationCanceledException
        ? new RegistryException(RegistryErrorKind.Timeout, $"{Name} made no progress for {_http.StallTimeout.TotalSeconds:0} s.", error)
        : _http.Failure(error);

    /// <summary>Lets go of a connection that brings no more, so that the next read makes another; throws when that was tried often enough.</summary>
    private void Break(RegistryException problem)
    {
        _resumes = Offset - _resumedAt >= ProgressThatForgives ? 1 : _resumes + 1;
        if (_resumes > MaxResumes)
        {
            throw problem;
        }

        _stall.Dispose();
        _stall = CancellationTokenSource.CreateLinkedTokenSource(_outer);
        _response?.Dispose();
        (_response, _body) = (null, null);
        _resumedAt = Offset;
    }

    private async Task ConnectAsync()
    {
        _response = await _get(Offset, _outer);
        var length = _response.Content.Headers.ContentLength;
        var start = _response.Status == HttpStatusCode.PartialContent ? _response.Content.Headers.ContentRange?.From ?? Offset : 0;
        if (start > Offset || (length is not null && start + length != _blob.Size))
        {
            throw new RegistryException(RegistryErrorKind.DigestMismatch, $"{Name} has {start + length} bytes, its descriptor says {_blob.Size}.");
        }

        var body = await _response.Content.ReadAsStreamAsync(_outer);
        await SkipAsync(body, Offset - start);
        _body = body;
    }

    // A server that ignores Range starts over: what we have already is read and dropped.
    private async Task SkipAsync(Stream body, long count)
    {
        var scratch = new byte[Math.Min(count, 64 * 1024)];
        while (count > 0)
        {
            _stall.CancelAfter(_http.StallTimeout);
            var read = await body.ReadAsync(scratch.AsMemory(0, (int)Math.Min(scratch.Length, count)), _stall.Token);
            count -= read > 0 ? read : throw new IOException("the answer ended early");
        }
    }
}
