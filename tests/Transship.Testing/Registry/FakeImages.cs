using System.Text;
using System.Text.Json;
using Transship.Registry.Content;

namespace Transship.Testing.Registry;

/// <summary>Puts images of several kinds into a fake registry.</summary>
public static class FakeImages
{
    /// <summary>Bytes that are the same for the same seed.</summary>
    public static byte[] Bytes(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static Descriptor AddBlob(this FakeRepository repository, byte[] content, string mediaType = "application/vnd.oci.image.layer.v1.tar+gzip")
    {
        var digest = Digest.Sha256(content);
        repository.Blobs[digest] = content;
        return new Descriptor { MediaType = mediaType, Digest = digest, Size = content.Length };
    }

    /// <summary>Adds an OCI image of these layers; the config makes it differ by architecture.</summary>
    public static Manifest AddImage(this FakeRepository repository, string? tag, IReadOnlyList<byte[]> layers, string architecture = "amd64") => repository.AddManifest(tag, new
    {
        schemaVersion = 2,
        mediaType = MediaTypes.OciManifest,
        config = Json(repository.AddBlob(
            JsonSerializer.SerializeToUtf8Bytes(new { os = "linux", architecture, rootfs = new { type = "layers", diff_ids = layers.Select(l => Digest.Sha256(l).ToString()) } }),
            "application/vnd.oci.image.config.v1+json")),
        layers = layers.Select(l => Json(repository.AddBlob(l))),
    });

    /// <summary>Adds a Docker v2 schema 2 image of these layers.</summary>
    public static Manifest AddDockerImage(this FakeRepository repository, string? tag, IReadOnlyList<byte[]> layers) => repository.AddManifest(tag, new
    {
        schemaVersion = 2,
        mediaType = MediaTypes.DockerManifest,
        config = Json(repository.AddBlob(Encoding.UTF8.GetBytes($$"""{"os":"linux","architecture":"amd64","layers":{{layers.Count}}}"""), "application/vnd.docker.container.image.v1+json")),
        layers = layers.Select(l => Json(repository.AddBlob(l, "application/vnd.docker.image.rootfs.diff.tar.gzip"))),
    });

    /// <summary>Adds an OCI index of images that are there; each gets a platform of its own.</summary>
    public static Manifest AddIndex(this FakeRepository repository, string? tag, params (string Architecture, Manifest Image)[] images) => repository.AddManifest(tag, new
    {
        schemaVersion = 2,
        mediaType = MediaTypes.OciIndex,
        manifests = images.Select(i => new
        {
            mediaType = i.Image.MediaType,
            digest = i.Image.Digest.ToString(),
            size = i.Image.Content.Length,
            platform = new { os = "linux", architecture = i.Architecture },
        }),
    });

    /// <summary>Adds an artifact that refers to a manifest, such as a signature.</summary>
    public static Manifest AddReferrer(this FakeRepository repository, Manifest subject, string artifactType, byte[] content, string? tag = null) => repository.AddManifest(tag, new
    {
        schemaVersion = 2,
        mediaType = MediaTypes.OciManifest,
        artifactType,
        config = Json(repository.AddBlob(Encoding.UTF8.GetBytes("{}"), "application/vnd.oci.empty.v1+json")),
        layers = new[] { Json(repository.AddBlob(content, artifactType)) },
        subject = Json(subject.Descriptor),
    });

    /// <summary>Adds any document as a manifest.</summary>
    public static Manifest AddManifest(this FakeRepository repository, string? tag, object document)
    {
        var manifest = Manifest.Parse(JsonSerializer.SerializeToUtf8Bytes(document), null);
        repository.Manifests[manifest.Digest] = manifest;
        if (tag is not null)
        {
            repository.Tags[tag] = manifest.Digest;
        }

        return manifest;
    }

    /// <summary>A descriptor as manifests have it.</summary>
    public static object Json(Descriptor descriptor) => new { mediaType = descriptor.MediaType, digest = descriptor.Digest.ToString(), size = descriptor.Size };
}
