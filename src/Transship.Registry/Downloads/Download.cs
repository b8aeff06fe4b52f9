using System.Net;
using Transship.Registry.Http;

namespace Transship.Registry.Downloads;

/// <summary>The answer to a request for a file; its body is read as it comes.</summary>
public sealed class Download : IDisposable
{
    private readonly RegistryResponse _response;
    private readonly RegistryHttp _http;
    private readonly DownloadRequest _request;
    private readonly CancellationToken _cancellationToken;

    internal Download(RegistryResponse response, RegistryHttp http, DownloadRequest request, CancellationToken cancellationToken) =>
        (_response, _http, _request, _cancellationToken) = (response, http, request, cancellationToken);

    /// <summary>The status.</summary>
    public HttpStatusCode Status => _response.Status;

    /// <summary>Whether there is a file to read.</summary>
    public bool IsSuccess => _response.IsSuccess;

    /// <summary>What it is; null where the server does not say.</summary>
    public string? ContentType => _response.ContentType;

    /// <summary>A header; null where it is missing.</summary>
    public string? Header(string name) => _response.Header(name);

    /// <summary>Opens the body: it can be read once, and is no longer than the request allows.</summary>
    public async Task<Stream> ReadAsync() => new DownloadStream(await _response.Content.ReadAsStreamAsync(_cancellationToken), _http, _request, _cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _response.Dispose();
}
