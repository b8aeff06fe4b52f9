using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Transship.Registry.Content;
using Transship.Testing.Registry;

namespace Transship.Benchmarks.Planning;

/// <summary>
/// Makes a fake registry serve thousands of repositories that nothing holds: each answer is made up when it is asked for. A tenth of the repositories is
/// missing at the destination; of some at the source the tags must not be listed.
/// </summary>
internal static class SimulatedRegistry
{
    internal const int Repositories = 10_000;
    internal const int TagsOfEach = 10;

    /// <summary>One in so many is missing at the destination.</summary>
    internal const int MissingEach = 10;

    /// <summary>One in so many refuses its tags, the seventh of them first.</summary>
    internal const int ForbiddenEach = 100;

    private const int Forbidden = 7;
    private const int PageSize = 100;
    private static readonly byte[] Empty = "{}"u8.ToArray();
    private static readonly string EmptyDigest = Digest.Sha256(Empty).ToString();

    /// <summary>All repositories, with all tags.</summary>
    internal static void SimulateSource(this FakeRegistry registry) => registry.Intercept = context =>
        Answering(context, isThere: _ => true);

    /// <summary>Nine tenths of the repositories; what is pushed is thrown away.</summary>
    internal static void SimulateDestination(this FakeRegistry registry) => registry.Intercept = context => context.Request.Method is "POST" or "PUT"
        ? TakeAsync(context)
        : Answering(context, isThere: repository => repository % MissingEach != 0);

    private static async Task<bool> Answering(HttpContext context, Func<int, bool> isThere)
    {
        var path = context.Request.Path.Value ?? "";
        if (path == "/v2/")
        {
            return false;
        }

        if (path == "/v2/_catalog")
        {
            var from = context.Request.Query["last"] is [{ Length: > 0 } last] ? NumberOf(last) + 1 : 0;
            var to = Math.Min(Repositories, from + PageSize);
            if (to < Repositories)
            {
                context.Response.Headers.Link = $"</v2/_catalog?last={Uri.EscapeDataString(NameOf(to - 1))}&n={PageSize}>; rel=\"next\"";
            }

            await WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(new { repositories = Enumerable.Range(from, to - from).Select(NameOf) }), "application/json");
            return true;
        }

        var parts = path.Split('/'); // "", v2, team-01234, app, kind, name
        var repository = NumberOf($"{parts[2]}/{parts[3]}");
        switch (parts[4])
        {
            case "tags" when repository % ForbiddenEach == Forbidden:
                await FailAsync(context, StatusCodes.Status403Forbidden, "DENIED");
                return true;
            case "tags":
                await WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(new { name = NameOf(repository), tags = Enumerable.Range(0, TagsOfEach).Select(TagOf) }), "application/json");
                return true;
            case "manifests" when isThere(repository) && IsServed(parts[5]):
                var manifest = ManifestOf(repository, parts[5]);
                context.Response.Headers["Docker-Content-Digest"] = Digest.Sha256(manifest).ToString();
                await WriteAsync(context, manifest, MediaTypes.OciManifest);
                return true;
            case "referrers":
                await WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(new { schemaVersion = 2, mediaType = MediaTypes.OciIndex, manifests = Array.Empty<object>() }), MediaTypes.OciIndex);
                return true;
            case "blobs" when isThere(repository):
                await WriteAsync(context, Empty, "application/octet-stream");
                return true;
            default:
                await FailAsync(context, StatusCodes.Status404NotFound, "NAME_UNKNOWN");
                return true;
        }
    }

    /// <summary>An image without layers; asked for by digest, the tag is found by trying all of them.</summary>
    private static byte[] ManifestOf(int repository, string reference) => Digest.TryParse(reference, out var digest)
        ? Enumerable.Range(0, TagsOfEach).Select(n => ManifestOf(repository, TagOf(n))).First(manifest => Digest.Sha256(manifest) == digest)
        : JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemaVersion = 2,
            mediaType = MediaTypes.OciManifest,
            config = new { mediaType = "application/vnd.oci.image.config.v1+json", digest = EmptyDigest, size = Empty.Length },
            layers = Array.Empty<object>(),
            annotations = new { name = $"{NameOf(repository)}:{reference}" },
        });

    private static async Task<bool> TakeAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (request.Method == "POST")
        {
            response.StatusCode = StatusCodes.Status202Accepted;
            response.Headers.Location = request.Path.Value!.TrimEnd('/') + "/upload";
            return true;
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted);
        response.Headers["Docker-Content-Digest"] = Digest.Sha256(body.ToArray()).ToString();
        response.Headers.Location = request.Path.Value;
        response.StatusCode = StatusCodes.Status201Created;
        return true;
    }

    private static async Task WriteAsync(HttpContext context, byte[] content, string mediaType)
    {
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = content.Length;
        if (context.Request.Method != "HEAD")
        {
            await context.Response.Body.WriteAsync(content, context.RequestAborted);
        }
    }

    private static Task FailAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Request.Method == "HEAD"
            ? Task.CompletedTask
            : context.Response.WriteAsync($$"""{"errors":[{"code":"{{code}}","message":"said the simulated registry"}]}""");
    }

    private static string NameOf(int repository) => string.Create(CultureInfo.InvariantCulture, $"team-{repository:D5}/app");

    private static int NumberOf(string name) => int.Parse(name.AsSpan(5, 5), CultureInfo.InvariantCulture);

    /// <summary>Tags of attachments, such as cosign's, are not there.</summary>
    private static bool IsServed(string reference) => Digest.TryParse(reference, out _) || Enumerable.Range(0, TagsOfEach).Any(n => TagOf(n) == reference);

    private static string TagOf(int n) => string.Create(CultureInfo.InvariantCulture, $"1.{n}.0");
}
