using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Blobs;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Registry.Http;
using Transship.Registry.Pacing;

namespace Transship.Registry.Downloads;

/// <summary>
/// Fetches files of a web server: with the certificates, proxy, limits and retries of an endpoint. Redirects are followed, to other hosts too; credentials go
/// to the endpoint's own host, scheme and port only, and so do its client certificate and its leave to show any certificate. Every member throws <see cref="RegistryException"/> for what the server or the way to it does wrong.
/// </summary>
public sealed class DownloadClient : IDisposable
{
    private readonly RegistryHttp _http;
    private readonly IApiAuthorizer? _authorizer;

    /// <summary>Creates a client; nothing is sent yet.</summary>
    /// <param name="endpoint">The endpoint; its credentials are not used.</param>
    /// <param name="options">The surroundings; their credentials are not used.</param>
    /// <param name="authorizer">Authorizes requests to the endpoint's own host; null for none.</param>
    public DownloadClient(RegistryEndpoint endpoint, RegistryClientOptions options, IApiAuthorizer? authorizer = null)
    {
        Endpoint = endpoint;
        _authorizer = authorizer;
        _http = new RegistryHttp(endpoint with { Credentials = null, Tls = endpoint.Tls with { OnlyFor = endpoint.ApiBase.IdnHost } }, options with { Credentials = null });
    }

    /// <summary>The endpoint.</summary>
    public RegistryEndpoint Endpoint { get; }

    /// <summary>Asks for a file.</summary>
    /// <param name="request">The file.</param>
    /// <param name="cancellationToken">Ends the request, and the reading of its answer.</param>
    /// <returns>The answer, its body not read yet. Its place among the requests of the endpoint is given back on dispose.</returns>
    public async Task<Download> OpenAsync(DownloadRequest request, CancellationToken cancellationToken)
    {
        var response = await _http.SendAsync(
            Request(request.Url, request.Operation) with { Headers = request.Headers, Expected = request.Expected }, cancellationToken);
        return new Download(response, _http, request, cancellationToken);
    }

    /// <summary>Opens a file of known digest and size at an offset. The stream resumes by itself; whoever reads verifies the digest.</summary>
    /// <param name="url">Where it is.</param>
    /// <param name="name">What it is, for errors: <c>the chart app 1.0.0</c>.</param>
    /// <param name="file">Its digest and size.</param>
    /// <param name="offset">The first byte that is wanted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Stream> OpenAsync(Uri url, string name, Descriptor file, long offset, CancellationToken cancellationToken) => await BlobStream.OpenAsync(
        _http, (start, token) => _http.SendAsync(Request(url, $"GET {name}") with { RangeStart = start }, token), $"The file of {name}", file, offset, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private RegistryRequest Request(Uri url, string operation) => new(HttpMethod.Get, url, ScopeSet.None)
    {
        Operation = operation,
        Budget = RequestBudget.Listing,
        Authorize = AuthorizeAsync,
    };

    private ValueTask AuthorizeAsync(HttpRequestMessage message, CancellationToken cancellationToken) =>
        _authorizer is not null && RegistryHttp.SameOrigin(message.RequestUri!, Endpoint.ApiBase)
            ? _authorizer.AuthorizeAsync(message, default, cancellationToken)
            : ValueTask.CompletedTask;
}
