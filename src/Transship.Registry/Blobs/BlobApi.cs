using System.Net;
using Transship.Registry.Auth;
using Transship.Registry.Content;
using Transship.Registry.Http;

namespace Transship.Registry.Blobs;

/// <summary>Blobs by digest (distribution spec, "Pulling blobs").</summary>
internal sealed class BlobApi(RegistryHttp http)
{
    public async Task<bool> ExistsAsync(string repository, Digest digest, ScopeSet scopes, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(
            new RegistryRequest(HttpMethod.Head, Url(repository, digest), scopes)
            {
                Operation = $"HEAD blob {repository}@{digest}",
                FollowRedirects = false, // quirk 2: a redirect means that it is there
                Expected = [HttpStatusCode.NotFound, HttpStatusCode.TemporaryRedirect, HttpStatusCode.PermanentRedirect, HttpStatusCode.Redirect, HttpStatusCode.SeeOther, HttpStatusCode.MovedPermanently],
            },
            cancellationToken);
        return response.Status != HttpStatusCode.NotFound;
    }

    /// <summary>Opens at an offset. The caller holds the slot. 206, or 200 from the first byte.</summary>
    public Task<RegistryResponse> GetAsync(string repository, Digest digest, long offset, CancellationToken cancellationToken) => http.SendAsync(
        new RegistryRequest(HttpMethod.Get, Url(repository, digest), ScopeSet.Pull(repository))
        {
            Operation = $"GET blob {repository}@{digest}",
            RangeStart = offset,
            Ungated = true,
        },
        cancellationToken);

    private Uri Url(string repository, Digest digest) => http.Url($"v2/{repository}/blobs/{digest}");
}
