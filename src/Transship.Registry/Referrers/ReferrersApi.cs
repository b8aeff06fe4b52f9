using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Transship.Registry.Auth;
using Transship.Registry.Content;
using Transship.Registry.Errors;
using Transship.Registry.Http;
using Transship.Registry.Manifests;

namespace Transship.Registry.Referrers;

/// <summary>What refers to a manifest: the referrers API merged with the fallback tag (distribution spec, "Listing referrers").</summary>
internal sealed class ReferrersApi(RegistryHttp http, ManifestApi manifests)
{
    private const int MaxPages = 100;
    private const int MaxRepositories = 10_000;
    private static readonly TimeSpan AbsentFor = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, long> _absent = new(StringComparer.Ordinal);

    /// <summary>The tag that stands in for the API: <c>sha256-hex</c>.</summary>
    public static string FallbackTag(Digest subject) => $"{subject.Algorithm}-{subject.Hex[..Math.Min(64, subject.Hex.Length)]}";

    /// <summary>Whether the API was found to be absent in a repository, within the last ten minutes. quirk 31</summary>
    public bool IsAbsent(string repository) => _absent.TryGetValue(repository, out var since) && http.Time.GetElapsedTime(since) < AbsentFor;

    public async IAsyncEnumerable<Descriptor> ListAsync(string repository, Digest subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<Digest>();
        await foreach (var descriptor in FromApiAsync(repository, subject, cancellationToken))
        {
            if (seen.Add(descriptor.Digest))
            {
                yield return descriptor;
            }
        }

        foreach (var descriptor in await FromFallbackTagAsync(repository, subject, cancellationToken))
        {
            if (seen.Add(descriptor.Digest))
            {
                yield return descriptor;
            }
        }
    }

    private async IAsyncEnumerable<Descriptor> FromApiAsync(string repository, Digest subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Uri? url = IsAbsent(repository) ? null : http.Url($"v2/{repository}/referrers/{subject}");
        for (var page = 0; url is not null && page < MaxPages && seen.Add(url.PathAndQuery); page++)
        {
            var (descriptors, next) = await PageAsync(repository, url, cancellationToken);
            foreach (var descriptor in descriptors)
            {
                yield return descriptor;
            }

            url = next;
        }
    }

    private async Task<(IReadOnlyList<Descriptor> Descriptors, Uri? Next)> PageAsync(string repository, Uri url, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(
            new RegistryRequest(HttpMethod.Get, url, ScopeSet.Pull(repository))
            {
                Operation = $"GET referrers in {repository}",
                Accept = MediaTypes.OciIndex,
                BodyLimit = Manifest.MaxSize,
                Expected = [HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotImplemented],
            },
            cancellationToken);
        if (!response.IsSuccess || response.ContentType == "text/html")
        {
            return NoApi(repository); // quirk 31: no such API
        }

        try
        {
            var index = JsonSerializer.Deserialize(response.Body.Span, ContentJson.Default.ManifestDocument);
            return (index?.Manifests ?? [], LinkHeader.Next(response));
        }
        catch (JsonException)
        {
            return NoApi(repository); // quirk 31: 200 with something else
        }
    }

    private (IReadOnlyList<Descriptor> Descriptors, Uri? Next) NoApi(string repository)
    {
        if (_absent.Count >= MaxRepositories)
        {
            _absent.Clear();
        }

        _absent[repository] = http.Time.GetTimestamp();
        return ([], null);
    }

    private async Task<IReadOnlyList<Descriptor>> FromFallbackTagAsync(string repository, Digest subject, CancellationToken cancellationToken)
    {
        try
        {
            var index = await manifests.GetAsync(repository, FallbackTag(subject), cancellationToken);
            return index.IsIndex ? index.Children : [];
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.NotFound)
        {
            return [];
        }
    }
}
