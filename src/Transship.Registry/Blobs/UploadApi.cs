using System.Globalization;
using System.Net;
using Transship.Registry.Auth;
using Transship.Registry.Content;
using Transship.Registry.Errors;
using Transship.Registry.Http;

namespace Transship.Registry.Blobs;

/// <summary>The requests of an upload (distribution spec, "Pushing blobs"). Any 2xx is accepted at each step. quirk 6</summary>
internal sealed class UploadApi(RegistryHttp http, OpenUploads? open = null)
{
    /// <summary>While the registry still writes what was on its way, its offset may move on once more.</summary>
    private const int MaxCancels = 3;

    private static readonly TimeSpan CommitTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RefusalHolds = TimeSpan.FromMinutes(10);
    private long _mountsRefused = long.MinValue;

    /// <summary>True once a mount was granted: then the POST alone tells whether a blob is there.</summary>
    public bool HonoursMounts { get; private set; }

    /// <summary>Opens an upload, asking for a mount in the same request. Null when the registry mounted the blob.</summary>
    public async Task<UploadSession?> StartAsync(string repository, Digest digest, string? from, bool ungated, CancellationToken cancellationToken)
    {
        if (from is null || RefusesMounts)
        {
            return await PostAsync(repository, "", ScopeSet.Push(repository), ungated, cancellationToken);
        }

        try
        {
            var query = $"?mount={Uri.EscapeDataString(digest.ToString())}&from={Uri.EscapeDataString(from)}";
            var session = await PostAsync(repository, query, ScopeSet.Mount(repository, from), ungated, cancellationToken);
            HonoursMounts |= session is null;
            return session;
        }
        catch (RegistryException e) when (e.StatusCode is (>= 400 and < 500 and not 429) or (int)HttpStatusCode.InternalServerError or (int)HttpStatusCode.NotImplemented)
        {
            // quirks 11, 20: not allowed to read there, or no such blob: an upload without a mount may still be.
            var session = await PostAsync(repository, "", ScopeSet.Push(repository), ungated, cancellationToken);
            if (e.StatusCode is (int)HttpStatusCode.MethodNotAllowed or (int)HttpStatusCode.BadRequest or (int)HttpStatusCode.InternalServerError or (int)HttpStatusCode.NotImplemented)
            {
                Volatile.Write(ref _mountsRefused, http.Time.GetTimestamp()); // quirk 22
            }

            return session;
        }
    }

    private bool RefusesMounts => Volatile.Read(ref _mountsRefused) is > long.MinValue and var since && http.Time.GetElapsedTime(since) < RefusalHolds;

    public async Task FinishAsync(UploadSession session, Digest digest, Func<HttpContent> content, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(
            new RegistryRequest(HttpMethod.Put, Locations.WithQuery(session.Location, "digest", digest.ToString()), ScopeSet.Push(session.Repository))
            {
                Operation = $"PUT blob {session.Repository}@{digest}",
                Content = content,
                Retry = false,
                Ungated = true,
                FollowRedirects = false,
                HasTimeout = false,
            },
            cancellationToken);
        open?.Remove(session);
        if (Digest.TryParse(response.Header("Docker-Content-Digest"), out var stored) && stored.Algorithm == digest.Algorithm && stored != digest)
        {
            throw new RegistryException(RegistryErrorKind.DigestMismatch, $"{http.Endpoint.Name} stored the blob as {stored}, not as {digest}.");
        }
    }

    public async Task AppendAsync(UploadSession session, long offset, long length, Func<HttpContent> content, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(
            new RegistryRequest(HttpMethod.Patch, session.Location, ScopeSet.Push(session.Repository))
            {
                Operation = $"PATCH blob of {session.Repository} at {offset.ToString(CultureInfo.InvariantCulture)}",
                Content = () =>
                {
                    var body = content();
                    body.Headers.TryAddWithoutValidation("Content-Range", string.Create(CultureInfo.InvariantCulture, $"{offset}-{offset + length - 1}")); // quirk 15
                    return body;
                },
                Expected = [HttpStatusCode.RequestedRangeNotSatisfiable],
                Retry = false,
                Ungated = true,
                FollowRedirects = false,
                HasTimeout = false,
            },
            cancellationToken);
        Advance(session, response);
        if (!response.IsSuccess)
        {
            // quirk 25: its offset is another than ours; the one who asked finds out which.
            throw new RegistryException(RegistryErrorKind.Unavailable, $"{http.Endpoint.Name} expected another part of the blob than the one at {offset}.");
        }
    }

    /// <summary>How many bytes the registry has; null when it does not say or does not know the upload any more. quirk 24</summary>
    public async Task<long?> OffsetAsync(UploadSession session, CancellationToken cancellationToken)
    {
        using var response = await StatusAsync(session, cleansUp: false, cancellationToken);
        return response.IsSuccess ? UploadRange.Offset(response.Header("Range")) : null;
    }

    /// <summary>Gives an upload up, so that the registry can clean it away.</summary>
    /// <returns>False where the registry has no such upload, or keeps it: then it is for the registry's own cleaning.</returns>
    public async Task<bool> CancelAsync(UploadSession session, CancellationToken cancellationToken)
    {
        var isGone = await TryCancelAsync(session, cancellationToken);
        open?.Remove(session);
        return isGone;
    }

    private async Task<bool> TryCancelAsync(UploadSession session, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var response = await http.SendAsync(ToUpload(HttpMethod.Delete, session, cleansUp: true), cancellationToken);
            if (response.IsSuccess || response.Status == HttpStatusCode.MethodNotAllowed || attempt == MaxCancels)
            {
                return response.IsSuccess;
            }

            // Of an upload whose body broke off, distribution takes no location from before its last byte; from 3 on the status has one that holds.
            using var status = await StatusAsync(session, cleansUp: true, cancellationToken);
            if (!status.IsSuccess)
            {
                return false;
            }
        }
    }

    private async Task<RegistryResponse> StatusAsync(UploadSession session, bool cleansUp, CancellationToken cancellationToken)
    {
        var response = await http.SendAsync(ToUpload(HttpMethod.Get, session, cleansUp), cancellationToken);
        if (response.IsSuccess)
        {
            Advance(session, response);
        }

        return response;
    }

    /// <summary>A request about an upload, of which a registry may say in its own way that it does not know it, or not so.</summary>
    private static RegistryRequest ToUpload(HttpMethod method, UploadSession session, bool cleansUp) => new(method, session.Location, ScopeSet.Push(session.Repository))
    {
        Operation = $"{method} upload of {session.Repository}",
        CleansUp = cleansUp,
        Expected = [HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed, HttpStatusCode.BadRequest, HttpStatusCode.RequestedRangeNotSatisfiable],
        Ungated = true,
        FollowRedirects = false,
    };

    internal static TimeSpan CommitPatience => CommitTimeout;

    private async Task<UploadSession?> PostAsync(string repository, string query, ScopeSet scopes, bool ungated, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(
            new RegistryRequest(HttpMethod.Post, http.Url($"v2/{repository}/blobs/uploads/{query}"), scopes)
            {
                Operation = $"POST upload to {repository}",
                Content = () => new MemoryContent(default, null),
                Ungated = ungated,
                FollowRedirects = false,
            },
            cancellationToken);
        if (response.Status == HttpStatusCode.Created && query.Length > 0)
        {
            return null;
        }

        var location = Locations.Resolve(response.RequestUri, response.Header("Location"));
        var minimum = long.TryParse(response.Header("OCI-Chunk-Min-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : (long?)null;
        var session = new UploadSession(repository, location, minimum);
        open?.Add(session);
        return session;
    }

    private void Advance(UploadSession session, RegistryResponse response)
    {
        if (response.Header("Location") is { } location)
        {
            session.Location = Locations.Resolve(response.RequestUri, location);
            open?.Moved(session);
        }
    }
}
