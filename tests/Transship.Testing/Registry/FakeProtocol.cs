using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Transship.Registry.Content;

namespace Transship.Testing.Registry;

/// <summary>The distribution protocol on a <see cref="FakeStore"/>.</summary>
internal sealed class FakeProtocol(FakeRegistryOptions options, FakeStore store)
{
    private readonly FakeUploads _uploads = new(options, store);

    public Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (path == "/v2/")
        {
            context.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
            return context.Response.WriteAsync("{}");
        }

        if (path == "/v2/_catalog")
        {
            return options.Catalog ? PageAsync(context, "repositories", store.Repositories) : ErrorAsync(context, 404, "UNSUPPORTED");
        }

        var route = FakeRoute.Parse(path);
        return route?.Kind switch
        {
            "manifests" => ManifestAsync(context, route),
            "blobs" => BlobAsync(context, route),
            "blobs/uploads" => _uploads.HandleAsync(context, route),
            "tags" => TagsAsync(context, route),
            "referrers" when options.ReferrersApi => ReferrersAsync(context, route),
            _ => ErrorAsync(context, 404, "UNSUPPORTED"),
        };
    }

    public static async Task ErrorAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        if (context.Request.Method != "HEAD")
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync($$"""{"errors":[{"code":"{{code}}","message":"said the fake registry"}]}""");
        }
    }

    private Task ManifestAsync(HttpContext context, FakeRoute route) => context.Request.Method switch
    {
        "GET" or "HEAD" => ReadManifestAsync(context, route),
        "PUT" => WriteManifestAsync(context, route),
        "DELETE" => DeleteManifestAsync(context, route),
        _ => ErrorAsync(context, 405, "UNSUPPORTED"),
    };

    private Task ReadManifestAsync(HttpContext context, FakeRoute route)
    {
        var manifest = store.Find(route.Repository)?.Manifest(route.Name);
        return manifest is null
            ? ErrorAsync(context, 404, "MANIFEST_UNKNOWN")
            : BytesAsync(context, manifest.Content, manifest.MediaType, manifest.Digest);
    }

    private async Task WriteManifestAsync(HttpContext context, FakeRoute route)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var isDigest = Digest.TryParse(route.Name, out var named);
        if (isDigest && named.OfSameAlgorithm(body.ToArray()) != named)
        {
            await ErrorAsync(context, 400, "DIGEST_INVALID");
            return;
        }

        var manifest = Manifest.Parse(body.ToArray(), context.Request.ContentType, named);
        var repository = store[route.Repository];
        if (options.ChecksReferences
            && (manifest.Blobs.Any(b => !repository.Blobs.ContainsKey(b.Digest) && !MediaTypes.IsForeignLayer(b.MediaType)) || manifest.Children.Any(c => !repository.Manifests.ContainsKey(c.Digest))))
        {
            await ErrorAsync(context, 400, "MANIFEST_BLOB_UNKNOWN");
            return;
        }

        repository.Manifests[manifest.Digest] = manifest;
        if (!isDigest)
        {
            repository.Tags[route.Name] = manifest.Digest;
        }

        if (manifest.Subject is not null && options.ReferrersApi)
        {
            context.Response.Headers["OCI-Subject"] = manifest.Subject.Digest.ToString();
        }

        context.Response.Headers["Docker-Content-Digest"] = manifest.Digest.ToString();
        context.Response.Headers.Location = $"/v2/{route.Repository}/manifests/{manifest.Digest}";
        context.Response.StatusCode = 201;
    }

    private Task DeleteManifestAsync(HttpContext context, FakeRoute route)
    {
        var repository = store.Find(route.Repository);
        if (!options.Deletes)
        {
            return ErrorAsync(context, 405, "UNSUPPORTED");
        }

        if (repository?.Manifest(route.Name) is not { } manifest)
        {
            return ErrorAsync(context, 404, "MANIFEST_UNKNOWN");
        }

        if (Digest.TryParse(route.Name, out _))
        {
            repository.Manifests.TryRemove(manifest.Digest, out _);
            foreach (var tag in repository.Tags.Where(t => t.Value == manifest.Digest).Select(t => t.Key).ToList())
            {
                repository.Tags.TryRemove(tag, out _);
            }
        }
        else
        {
            repository.Tags.TryRemove(route.Name, out _);
        }

        context.Response.StatusCode = 202;
        return Task.CompletedTask;
    }

    private Task BlobAsync(HttpContext context, FakeRoute route)
    {
        if (!Digest.TryParse(route.Name, out var digest) || store.Find(route.Repository)?.Blobs.TryGetValue(digest, out var bytes) is not true)
        {
            return ErrorAsync(context, 404, "BLOB_UNKNOWN");
        }

        return BytesAsync(context, bytes!, "application/octet-stream", digest);
    }

    private static async Task BytesAsync(HttpContext context, ReadOnlyMemory<byte> bytes, string mediaType, Digest digest)
    {
        context.Response.ContentType = mediaType;
        context.Response.Headers["Docker-Content-Digest"] = digest.ToString();
        var range = context.Request.GetTypedHeaders().Range?.Ranges.FirstOrDefault();
        if (range?.From is > 0 and var from)
        {
            if (from >= bytes.Length)
            {
                await ErrorAsync(context, 416, "RANGE_INVALID");
                return;
            }

            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{bytes.Length - 1}/{bytes.Length}");
            bytes = bytes[(int)from..];
        }

        context.Response.ContentLength = bytes.Length;
        if (context.Request.Method != "HEAD")
        {
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private Task TagsAsync(HttpContext context, FakeRoute route)
    {
        var repository = store.Find(route.Repository);
        return repository is null
            ? ErrorAsync(context, 404, "NAME_UNKNOWN")
            : PageAsync(context, "tags", [.. repository.Tags.Keys.Order(StringComparer.Ordinal)]);
    }

    private async Task PageAsync(HttpContext context, string member, IReadOnlyList<string> names)
    {
        var last = context.Request.Query["last"].FirstOrDefault();
        var rest = names.Where(n => last is null || string.CompareOrdinal(n, last) > 0).ToList();
        var size = int.TryParse(context.Request.Query["n"].FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? Math.Min(n, options.PageSize) : options.PageSize;
        var page = rest.Take(size).ToList();
        if (rest.Count > size)
        {
            context.Response.Headers.Link = string.Create(CultureInfo.InvariantCulture, $"<{context.Request.Path}?last={Uri.EscapeDataString(page[^1])}&n={size}>; rel=\"next\"");
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal) { [member] = page }));
    }

    private Task ReferrersAsync(HttpContext context, FakeRoute route)
    {
        var referrers = store.Find(route.Repository)?.Manifests.Values.Where(m => m.Subject?.Digest.ToString() == route.Name) ?? [];
        context.Response.ContentType = MediaTypes.OciIndex;
        return context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            schemaVersion = 2,
            mediaType = MediaTypes.OciIndex,
            manifests = referrers.Select(m => new { mediaType = m.MediaType, digest = m.Digest.ToString(), size = m.Content.Length, artifactType = m.ArtifactType }),
        }));
    }
}
