using System.Net;
using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Blobs;
using Transship.Registry.Content;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Registry.Http;
using Transship.Registry.Manifests;
using Transship.Registry.Pacing;
using Transship.Registry.Referrers;
using Transship.Registry.Tags;

namespace Transship.Registry.Clients;

/// <summary>A client of a registry that speaks the distribution protocol over http or https.</summary>
public sealed class RegistryClient : IRegistryClient
{
    private readonly RegistryHttp _http;
    private readonly ManifestApi _manifests;
    private readonly ListingApi _listing;
    private readonly BlobApi _blobs;
    private readonly UploadApi _uploads;
    private readonly BlobUploader _uploader;
    private readonly ReferrersApi _referrers;

    /// <summary>Creates a client; nothing is sent yet.</summary>
    public RegistryClient(RegistryEndpoint endpoint, RegistryClientOptions? options = null)
    {
        options ??= new RegistryClientOptions();
        _http = new RegistryHttp(endpoint, options);
        _manifests = new ManifestApi(_http);
        _listing = new ListingApi(_http);
        _blobs = new BlobApi(_http);
        _uploads = new UploadApi(_http, options.OpenUploads);
        _uploader = new BlobUploader(_http, _uploads, new UploadPace(endpoint.ApiBase.Host, options.RetryDelay, options.Jitter), options.Logger);
        _referrers = new ReferrersApi(_http, _manifests);
    }

    /// <inheritdoc />
    public RegistryEndpoint Endpoint => _http.Endpoint;

    /// <summary>Where the registry sends for tokens; null while it was asked for nothing that needs one.</summary>
    public Uri? TokenRealm => _http.TokenRealm;

    RequestGate IRegistryClient.Gate => _http.Gate;

    bool IRegistryClient.HonoursMounts => _uploads.HonoursMounts;

    /// <inheritdoc />
    public async Task<PingResult> PingAsync(CancellationToken cancellationToken)
    {
        var started = _http.Time.GetTimestamp();
        using var response = await _http.SendAsync(
            new RegistryRequest(HttpMethod.Get, _http.Url("v2/"), ScopeSet.None) { Operation = "GET /v2/", Expected = [HttpStatusCode.NotFound], Retry = false },
            cancellationToken);
        var version = response.Header("Docker-Distribution-Api-Version");
        if (response.Status == HttpStatusCode.NotFound || (version is null && response.ContentType == "text/html"))
        {
            throw new RegistryException(RegistryErrorKind.NotARegistry,
                $"{Endpoint.Name} answers, but not as a container registry ({(int)response.Status}, {response.ContentType ?? "no content type"}); check the URL and its path.");
        }

        return new PingResult(version, response.Header("Server"), _http.Time.GetElapsedTime(started));
    }

    /// <inheritdoc />
    public Task<Descriptor?> ResolveAsync(string repository, string reference, CancellationToken cancellationToken) =>
        _manifests.ResolveAsync(repository, reference, cancellationToken);

    Task<Descriptor?> IRegistryClient.ResolveForPushAsync(string repository, string reference, CancellationToken cancellationToken) =>
        _manifests.ResolveForPushAsync(repository, reference, cancellationToken);

    /// <inheritdoc />
    public Task<Manifest> GetManifestAsync(string repository, string reference, CancellationToken cancellationToken) =>
        _manifests.GetAsync(repository, reference, cancellationToken);

    /// <inheritdoc />
    public Task<bool> PutManifestAsync(string repository, string reference, Manifest manifest, CancellationToken cancellationToken) =>
        _manifests.PutAsync(repository, reference, manifest, cancellationToken);

    /// <inheritdoc />
    public Task DeleteManifestAsync(string repository, string reference, CancellationToken cancellationToken) =>
        _manifests.DeleteAsync(repository, reference, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<string> ListTagsAsync(string repository, CancellationToken cancellationToken) => _listing.TagsAsync(repository, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<string> ListRepositoriesAsync(CancellationToken cancellationToken) => _listing.RepositoriesAsync(cancellationToken);

    /// <inheritdoc />
    public Task<bool> BlobExistsAsync(string repository, Digest digest, CancellationToken cancellationToken) =>
        _blobs.ExistsAsync(repository, digest, ScopeSet.Pull(repository), cancellationToken);

    /// <inheritdoc />
    public async Task<Stream> OpenBlobAsync(string repository, Descriptor blob, long offset, CancellationToken cancellationToken) =>
        await BlobStream.OpenAsync(
            _http, (start, token) => _blobs.GetAsync(repository, blob.Digest, start, token), $"The blob {repository}@{blob.Digest}", blob, offset, cancellationToken);

    /// <inheritdoc />
    public Task<BlobUploadOutcome> UploadBlobAsync(BlobUpload upload, CancellationToken cancellationToken) => _uploader.UploadAsync(upload, cancellationToken);

    /// <inheritdoc />
    public async Task<GiveUpOutcome> GiveUpUploadAsync(OpenUpload upload, CancellationToken cancellationToken)
    {
        // Only what is an upload here: the words of another process must not have this one delete, or log in, anywhere else.
        if (!upload.Location.IsAbsoluteUri || !RegistryHttp.SameOrigin(upload.Location, Endpoint.ApiBase)
            || !upload.Location.AbsolutePath.Contains($"/{upload.Repository}/blobs/uploads/", StringComparison.Ordinal))
        {
            return GiveUpOutcome.Elsewhere;
        }

        return await _uploads.CancelAsync(new UploadSession(upload.Repository, upload.Location, minimumChunk: null), cancellationToken)
            ? GiveUpOutcome.GivenUp
            : GiveUpOutcome.Refused;
    }

    /// <inheritdoc />
    public IAsyncEnumerable<Descriptor> ListReferrersAsync(string repository, Digest subject, CancellationToken cancellationToken) =>
        _referrers.ListAsync(repository, subject, cancellationToken);

    /// <summary>Sends a request of the product's own API that the registry's host answers for the registry's tokens.</summary>
    /// <param name="request">The request; its path is relative to the registry's address.</param>
    /// <param name="scope">What the token must allow, such as <c>repository:app:metadata_read</c>.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<ApiAnswer> SendAsync(ApiRequest request, string scope, CancellationToken cancellationToken)
    {
        using var response = await _http.SendAsync(request.ToRegistryRequest(_http.Url(request.Path), ScopeSet.Of(scope)), cancellationToken);
        return new ApiAnswer(response, Endpoint.Name, request.Operation);
    }

    /// <inheritdoc />
    public bool LacksReferrersApi(string repository) => _referrers.IsAbsent(repository);

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();
}
