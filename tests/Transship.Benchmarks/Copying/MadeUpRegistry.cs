using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Transship.Registry.Content;
using Transship.Testing.Registry;

namespace Transship.Benchmarks.Copying;

/// <summary>Makes a fake registry serve images of blobs that are made up, and throw away what is pushed, so that neither disk nor memory holds it.</summary>
internal static class MadeUpRegistry
{
    /// <summary>Serves these images, each under its name as repository with the tag 1.</summary>
    public static void Serve(this FakeRegistry registry, IReadOnlyDictionary<string, IReadOnlyList<MadeUpBlob>> images)
    {
        var blobs = new Dictionary<string, MadeUpBlob>(StringComparer.Ordinal);
        foreach (var (name, layers) in images)
        {
            var repository = registry.Store[name];
            var config = repository.AddBlob(JsonSerializer.SerializeToUtf8Bytes(new { os = "linux", architecture = "amd64", config = new { Labels = new { name } } }), "application/vnd.oci.image.config.v1+json");
            repository.AddManifest("1", new
            {
                schemaVersion = 2,
                mediaType = MediaTypes.OciManifest,
                config = Json(config),
                layers = layers.Select(l => Json(l.Descriptor)),
            });
            foreach (var layer in layers)
            {
                blobs[layer.Descriptor.Digest.ToString()] = layer;
            }
        }

        registry.Intercept = async context =>
        {
            var name = context.Request.Path.Value!.Split('/')[^1];
            if (context.Request.Method != "GET" || !blobs.TryGetValue(name, out var blob))
            {
                return false;
            }

            context.Response.ContentLength = blob.Descriptor.Size;
            await blob.WriteAsync(context.Response.Body, context.RequestAborted);
            return true;
        };
    }

    /// <summary>Takes whatever is pushed and keeps nothing.</summary>
    public static void Forget(this FakeRegistry registry) => registry.Intercept = async context =>
    {
        var (request, response) = (context.Request, context.Response);
        switch (request.Method)
        {
            case "POST":
                response.StatusCode = StatusCodes.Status202Accepted;
                response.Headers.Location = request.Path.Value + Guid.NewGuid().ToString("n");
                break;
            case "PUT":
                var buffer = new byte[256 * 1024];
                while (await request.Body.ReadAsync(buffer, context.RequestAborted) > 0)
                {
                    // Thrown away: the digest is the client's to verify.
                }

                response.StatusCode = StatusCodes.Status201Created;
                break;
            default:
                response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }

        return true;
    };

    private static object Json(Descriptor descriptor) => new { mediaType = descriptor.MediaType, digest = descriptor.Digest.ToString(), size = descriptor.Size };
}
