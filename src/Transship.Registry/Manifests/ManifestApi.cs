using System.Net;
using Transship.Registry.Auth;
using Transship.Registry.Blobs;
using Transship.Registry.Content;
using Transship.Registry.Errors;
using Transship.Registry.Http;
using Transship.Registry.Pacing;

namespace Transship.Registry.Manifests;

/// <summary>Manifests by tag and by digest (distribution spec, "Pulling manifests", "Pushing manifests", "Deleting").</summary>
internal sealed class ManifestApi(RegistryHttp http)
{
    private volatile bool _noHead;
    private volatile bool _headTells;

    /// <summary>What a reference of a repository that is read stands for; null when it is not there.</summary>
    public async Task<Descriptor?> ResolveAsync(string repository, string reference, CancellationToken cancellationToken)
    {
        var found = await ResolveAsync(repository, reference, ScopeSet.Pull(repository), cancellationToken);
        if (found is not null || _headTells || _noHead)
        {
            return found;
        }

        // quirk 27: no HEAD found anything here so far. Either this is not there, or HEAD finds nothing at all.
        try
        {
            found = await ReadAsync(repository, reference, cancellationToken);
            (_noHead, _headTells) = (found is not null, found is null);
            return found;
        }
        catch (RegistryException)
        {
            return null; // What HEAD said stands; another GET, when there may be one, tells more.
        }
    }

    /// <summary>The same for a repository that is written: nobody there waits for a second question.</summary>
    public Task<Descriptor?> ResolveForPushAsync(string repository, string reference, CancellationToken cancellationToken) =>
        ResolveAsync(repository, reference, ScopeSet.Push(repository), cancellationToken);

    private async Task<Descriptor?> ResolveAsync(string repository, string reference, ScopeSet scopes, CancellationToken cancellationToken)
    {
        if (!_noHead)
        {
            var (answered, descriptor) = await HeadAsync(repository, reference, scopes, cancellationToken);
            if (answered)
            {
                return descriptor;
            }
        }

        return await ReadAsync(repository, reference, cancellationToken);
    }

    private async Task<Descriptor?> ReadAsync(string repository, string reference, CancellationToken cancellationToken)
    {
        try
        {
            return (await GetAsync(repository, reference, cancellationToken)).Descriptor;
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.NotFound)
        {
            return null;
        }
    }

    public async Task<Manifest> GetAsync(string repository, string reference, CancellationToken cancellationToken)
    {
        try
        {
            return await GetOnceAsync(repository, reference, cancellationToken);
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.DigestMismatch)
        {
            return await GetOnceAsync(repository, reference, cancellationToken); // spoiled on the way, or wrong at home: the second answer tells
        }
    }

    /// <summary>Stores the bytes; returns whether the server indexed the subject (OCI-Subject).</summary>
    public async Task<bool> PutAsync(string repository, string reference, Manifest manifest, CancellationToken cancellationToken)
    {
        try
        {
            return await PutOnceAsync(repository, reference, manifest, cancellationToken);
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.PolicyRefused)
        {
            // quirk 8: a tag that cannot change may stand for this already, set by a request whose answer was lost, or by somebody else.
            if ((await ResolveForPushAsync(repository, reference, cancellationToken))?.Digest != manifest.Digest)
            {
                throw;
            }

            return false;
        }
    }

    private async Task<bool> PutOnceAsync(string repository, string reference, Manifest manifest, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(
            new RegistryRequest(HttpMethod.Put, Url(repository, reference), ScopeSet.Push(repository))
            {
                Operation = $"PUT manifest {Name(repository, reference)}",
                Content = () => new MemoryContent(manifest.Content, manifest.MediaType),
            },
            cancellationToken);
        if (Digest.TryParse(response.Header("Docker-Content-Digest"), out var stored) && stored.Algorithm == manifest.Digest.Algorithm && stored != manifest.Digest)
        {
            throw new RegistryException(RegistryErrorKind.DigestMismatch,
                $"{http.Endpoint.Name} stored {Name(repository, reference)} as {stored}, not as {manifest.Digest} that was sent.");
        }

        return response.Header("OCI-Subject") is not null;
    }

    public async Task DeleteAsync(string repository, string reference, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(
            new RegistryRequest(HttpMethod.Delete, Url(repository, reference), ScopeSet.Delete(repository))
            {
                Operation = $"DELETE manifest {Name(repository, reference)}",
                Expected = [HttpStatusCode.NotFound],
            },
            cancellationToken);
    }

    private async Task<Manifest> GetOnceAsync(string repository, string reference, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(
            new RegistryRequest(HttpMethod.Get, Url(repository, reference), ScopeSet.Pull(repository))
            {
                Operation = $"GET manifest {Name(repository, reference)}",
                Budget = RequestBudget.Pull,
                BodyLimit = Manifest.MaxSize,
                Accept = MediaTypes.AcceptManifests,
            },
            cancellationToken);
        var expected = Digest.TryParse(reference, out var asked) || Digest.TryParse(response.Header("Docker-Content-Digest"), out asked) ? asked : default;
        return Manifest.Parse(response.Body, response.ContentType, expected); // quirk 26: never the header alone
    }

    private async Task<(bool Answered, Descriptor? Descriptor)> HeadAsync(string repository, string reference, ScopeSet scopes, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(
            new RegistryRequest(HttpMethod.Head, Url(repository, reference), scopes)
            {
                Operation = $"HEAD manifest {Name(repository, reference)}",
                Accept = MediaTypes.AcceptManifests,
                Expected = [HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.Forbidden, HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotImplemented],
            },
            cancellationToken);
        switch (response.Status)
        {
            case HttpStatusCode.NotFound:
                return (true, null);
            case HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented:
                _noHead = true; // quirk 27
                return default;
            case var _ when !response.IsSuccess:
                return default; // quirk 27
        }

        var digest = Digest.TryParse(response.Header("Docker-Content-Digest"), out var header) || Digest.TryParse(reference, out header) ? header : default;
        _headTells = true;
        return digest.IsEmpty
            ? default // quirk 26
            : (true, new Descriptor { MediaType = response.ContentType ?? "", Digest = digest, Size = response.Content.Headers.ContentLength ?? -1 });
    }

    private Uri Url(string repository, string reference) => http.Url($"v2/{repository}/manifests/{reference}");

    private static string Name(string repository, string reference) => repository + (reference.Contains(':', StringComparison.Ordinal) ? "@" : ":") + reference;
}
