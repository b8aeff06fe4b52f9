using Microsoft.Extensions.Logging;
using Transship.Registry.Errors;
using Transship.Registry.Http;
using Transship.Registry.Pacing;

namespace Transship.Registry.Blobs;

/// <summary>
/// Stores one blob: a POST that also asks for a mount, then one streaming PUT. When that breaks it goes on from the offset
/// that the registry confirms, else starts over; in the end either the blob is there or its upload is given up.
/// </summary>
internal sealed partial class BlobUploader(RegistryHttp http, UploadApi uploads, UploadPace pace, ILogger logger)
{
    private const int MaxAttempts = 5;
    private const int AttemptsInOnePiece = 3;
    private static readonly TimeSpan CancelPatience = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan GiveUpPatience = TimeSpan.FromSeconds(10);

    public async Task<BlobUploadOutcome> UploadAsync(BlobUpload upload, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var grace = new Grace(CancelPatience, cancellationToken);
        var session = await uploads.StartAsync(upload.Repository, upload.Blob.Digest, upload.MountFrom, ungated: false, grace.Token);
        if (session is null)
        {
            return BlobUploadOutcome.Mounted;
        }

        try
        {
            using var slots = upload.EnterBulk is null
                ? await http.Gate.EnterAsync(RequestLane.Bulk, cancellationToken)
                : await upload.EnterBulk(cancellationToken);
            await SendAsync(upload, s => session = s, session, cancellationToken);
            session = null;
            return BlobUploadOutcome.Uploaded;
        }
        finally
        {
            if (session is not null)
            {
                await GiveUpAsync(session, cancellationToken);
            }
        }
    }

    private async Task SendAsync(BlobUpload upload, Action<UploadSession?> hold, UploadSession first, CancellationToken cancellationToken)
    {
        var session = first;
        var pump = NewPump(upload);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var started = pump.Position;
                try
                {
                    await (started == 0 && !pace.Chunked
                        ? PutAsync(upload, session, pump, cancellationToken)
                        : AppendAsync(upload, session, pump, cancellationToken));
                    return;
                }
                catch (RegistryException e) when (MayContinue(e, upload.Blob.Size))
                {
                    attempt = pump.Position - started > pace.ProgressThatForgives ? 1 : attempt;
                    if (attempt >= MaxAttempts)
                    {
                        throw;
                    }

                    if (e.Kind == RegistryErrorKind.ConnectionFailed && attempt == AttemptsInOnePiece)
                    {
                        pace.Shrink(upload.Blob.Size); // a proxy may have cut off what it finds too large
                    }

                    LogAgain(logger, upload.Blob.Digest.ToString(), http.Endpoint.Name, e.Message);
                    await Task.Delay(Longer(pace.Pause(attempt), e.RetryAfter), http.Time, cancellationToken);
                    if (e.Kind == RegistryErrorKind.Unsupported)
                    {
                        pace.RefusesChunks();
                    }

                    var offset = e.Kind == RegistryErrorKind.DigestMismatch ? null : await ConfirmedAsync(session, cancellationToken);
                    if (offset is > 0 && offset <= pump.Furthest)
                    {
                        pump.Rewind(offset.Value);
                        continue;
                    }

                    pump.Rewind(0);
                    pump.Dispose();
                    pump = NewPump(upload);
                    hold(null);
                    await GiveUpAsync(session, cancellationToken);
                    session = await StartAgainAsync(upload, cancellationToken);
                    hold(session);
                }
            }
        }
        finally
        {
            pump.Dispose();
        }
    }

    private async Task<UploadSession> StartAgainAsync(BlobUpload upload, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var grace = new Grace(CancelPatience, cancellationToken);
        return await uploads.StartAsync(upload.Repository, upload.Blob.Digest, from: null, ungated: true, grace.Token)
            ?? throw new RegistryException(RegistryErrorKind.ProtocolError, $"{http.Endpoint.Name} opened no upload.");
    }

    private bool MayContinue(RegistryException error, long size) =>
        (error.IsRetryable && (error.Kind is not RegistryErrorKind.RateLimited || (error.RetryAfter ?? TimeSpan.Zero) <= http.LongestWait))
        || (error.Kind == RegistryErrorKind.TooLarge && pace.Shrink(pace.Chunked ? pace.ChunkSize : size))
        || (error.Kind == RegistryErrorKind.Unsupported && !pace.OnePieceOnly);

    private static TimeSpan Longer(TimeSpan pause, TimeSpan? asked) => asked > pause ? asked.Value : pause;

    private BlobPump NewPump(BlobUpload upload) => new(upload.Blob, http.Bandwidth is null ? upload.Bandwidth : [.. upload.Bandwidth, http.Bandwidth], upload.Progress);

    private async Task PutAsync(BlobUpload upload, UploadSession session, BlobPump pump, CancellationToken cancellationToken)
    {
        await using var source = await upload.Open(0, cancellationToken);
        await SendPieceAsync(pump, source, upload.Blob.Size, (content, token) => uploads.FinishAsync(session, upload.Blob.Digest, content, token), cancellationToken);
    }

    private async Task AppendAsync(BlobUpload upload, UploadSession session, BlobPump pump, CancellationToken cancellationToken)
    {
        // Where the registry has all bytes already, there is nothing to read: not even an empty range.
        await using var source = pump.Position < upload.Blob.Size ? await upload.Open(pump.Position, cancellationToken) : Stream.Null;
        while (upload.Blob.Size - pump.Position > 0)
        {
            var offset = pump.Position;
            var length = Math.Min(Math.Max(pace.ChunkSize, session.MinimumChunk ?? 0), upload.Blob.Size - offset);
            await SendPieceAsync(pump, source, length, (content, token) => uploads.AppendAsync(session, offset, length, content, token), cancellationToken);
        }

        await uploads.FinishAsync(session, upload.Blob.Digest, () => new MemoryContent(default, null), cancellationToken);
    }

    private async Task SendPieceAsync(BlobPump pump, Stream source, long length, Func<Func<HttpContent>, CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Exception? cause = null;
        try
        {
            await send(() => new PumpContent(length, FillAsync), stall.Token);
        }
        catch (Exception e) when (cause is not null && e is not OperationCanceledException)
        {
            throw cause is RegistryException known ? known : http.Failure(cause);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RegistryException(RegistryErrorKind.Timeout, $"{http.Endpoint.Name} took no bytes of a blob for {http.StallTimeout.TotalSeconds:0} s.", e);
        }

        async Task FillAsync(Stream body, CancellationToken token)
        {
            try
            {
                await pump.MoveAsync(source, body, length, writing => stall.CancelAfter(writing ? http.StallTimeout : Timeout.InfiniteTimeSpan), token);
                await body.FlushAsync(token);
                stall.CancelAfter(UploadApi.CommitPatience);
            }
            catch (Exception e)
            {
                cause = e;
                throw;
            }
        }
    }

    private async Task<long?> ConfirmedAsync(UploadSession session, CancellationToken cancellationToken)
    {
        if (pace.OnePieceOnly)
        {
            return null; // quirk 7
        }

        try
        {
            return await uploads.OffsetAsync(session, cancellationToken);
        }
        catch (RegistryException)
        {
            return null; // Unknown: start over.
        }
    }

    private async Task GiveUpAsync(UploadSession session, CancellationToken stopped)
    {
        using var patience = new CancellationTokenSource(stopped.IsCancellationRequested ? CancelPatience : GiveUpPatience, http.Time);
        try
        {
            if (!await uploads.CancelAsync(session, patience.Token))
            {
                LogLeft(logger, http.Endpoint.Name, session.Repository, "The registry knows it no more, or keeps it until its own cleaning.");
            }
        }
        catch (Exception e) when (e is RegistryException or OperationCanceledException)
        {
            LogLeft(logger, http.Endpoint.Name, session.Repository, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The blob {Digest} is sent to {Registry} again: {Reason}")]
    private static partial void LogAgain(ILogger logger, string digest, string registry, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "An upload to {Repository} of {Registry} could not be given up: {Reason}")]
    private static partial void LogLeft(ILogger logger, string registry, string repository, string reason);
}
