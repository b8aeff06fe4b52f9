using System.Text.Json;
using Transship.Registry.Blobs;
using Transship.Registry.Clients;
using Transship.Registry.Content;

namespace Transship.Benchmarks.Copying;

/// <summary>What a scenario copies: how it is named, and how it comes into a registry. The same bytes on every machine.</summary>
/// <param name="Reference">An image, a repository or a namespace, as <paramref name="Form"/> says.</param>
/// <param name="Form">What the reference names.</param>
/// <param name="Repositories">The repositories with their tags.</param>
/// <param name="Push">Pushes one tag.</param>
internal sealed record ImageSet(string Reference, ImageSetForm Form, IReadOnlyList<(string Repository, IReadOnlyList<string> Tags)> Repositories, Func<RegistryClient, string, int, int, Task> Push)
{
    private const int Mebi = 1024 * 1024;
    private const string LayerType = "application/vnd.oci.image.layer.v1.tar";
    private const string ConfigType = "application/vnd.oci.image.config.v1+json";

    /// <summary>One image of 8 layers of 128 MiB.</summary>
    public static ImageSet Large { get; } = new("bench/large:1", ImageSetForm.Image, [("bench/large", ["1"])], (client, tag, _, _) =>
        ImageAsync(client, "bench/large", tag, 1, [.. Enumerable.Range(0, 8).Select(i => (i, 128 * Mebi))]));

    /// <summary>200 images in 20 repositories, of four layers each, two of which any other image may have too.</summary>
    public static ImageSet Many { get; } = new(
        "team", ImageSetForm.Namespace, [.. Enumerable.Range(0, 20).Select(r => ($"team/app-{r:00}", Tags(10)))], (client, tag, repository, index) =>
        {
            var image = (repository * 10) + index;
            return ImageAsync(client, $"team/app-{repository:00}", tag, image, [(1000 + (image % 10), 200_000), (1010 + (image % 7), 100_000), (2000 + (2 * image), 100_000), (2001 + (2 * image), 50_000)]);
        });

    /// <summary>An index of four platforms of three layers of 1 MiB.</summary>
    public static ImageSet Index { get; } = new("bench/index:1", ImageSetForm.Image, [("bench/index", ["1"])], async (client, tag, _, _) =>
    {
        var children = new List<object>();
        foreach (var (platform, i) in new[] { "amd64", "arm64", "ppc64le", "s390x" }.Select((p, i) => (p, i)))
        {
            var child = await ImageAsync(client, "bench/index", null, i, [.. Enumerable.Range(0, 3).Select(l => (3000 + (10 * i) + l, Mebi))]);
            children.Add(new { mediaType = child.MediaType, digest = child.Digest.ToString(), size = child.Content.Length, platform = new { os = "linux", architecture = platform } });
        }

        await PutAsync(client, "bench/index", tag, new { schemaVersion = 2, mediaType = MediaTypes.OciIndex, manifests = children });
    });

    /// <summary>One repository of 2,000 tags, each an image of its own config on common layers.</summary>
    public static ImageSet Tagged { get; } = new("bench/tags", ImageSetForm.Repository, [("bench/tags", Tags(2000))], (client, tag, _, index) =>
        ImageAsync(client, "bench/tags", tag, index, [(4000 + (index % 20), 50_000)]));

    /// <summary>Fills a registry.</summary>
    public async Task PushAsync(RegistryClient client)
    {
        var all = Repositories.SelectMany((r, repository) => r.Tags.Select((tag, index) => (tag, repository, index)));
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (one, _) => await Push(client, one.tag, one.repository, one.index));
    }

    /// <summary>Throws when a tag stands for other content at the two registries.</summary>
    public Task VerifyAsync(RegistryClient source, RegistryClient destination, string program) => Parallel.ForEachAsync(
        Repositories.SelectMany(r => r.Tags.Select(tag => (r.Repository, tag))), async (image, token) =>
        {
            var wanted = await source.ResolveAsync(image.Repository, image.tag, token);
            var there = await destination.ResolveAsync(image.Repository, image.tag, token);
            if (wanted is null || there?.Digest != wanted.Digest)
            {
                throw new InvalidOperationException($"{program} left {there?.Digest.ToString() ?? "nothing"} at {image.Repository}:{image.tag}, the source has {wanted?.Digest}.");
            }
        });

    private static IReadOnlyList<string> Tags(int count) => [.. Enumerable.Range(1, count).Select(i => $"1.{i}.0")];

    private static async Task<Manifest> ImageAsync(RegistryClient client, string repository, string? tag, int number, IReadOnlyList<(int Seed, int Length)> layers)
    {
        var descriptors = new List<object>();
        foreach (var (seed, length) in layers)
        {
            descriptors.Add(await BlobAsync(client, repository, LayerType, Content(seed, length)));
        }

        var config = JsonSerializer.SerializeToUtf8Bytes(new { os = "linux", architecture = "amd64", config = new { Labels = new { number } }, rootfs = new { type = "layers", diff_ids = Array.Empty<string>() } });
        return await PutAsync(client, repository, tag, new
        {
            schemaVersion = 2,
            mediaType = MediaTypes.OciManifest,
            config = await BlobAsync(client, repository, ConfigType, config),
            layers = descriptors,
        });
    }

    private static byte[] Content(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static async Task<object> BlobAsync(RegistryClient client, string repository, string mediaType, byte[] content)
    {
        var blob = new Descriptor { MediaType = mediaType, Digest = Digest.Sha256(content), Size = content.Length };
        await client.UploadBlobAsync(new BlobUpload(repository, blob, (offset, _) => Task.FromResult<Stream>(new MemoryStream(content, (int)offset, content.Length - (int)offset))), default);
        return new { mediaType, digest = blob.Digest.ToString(), size = blob.Size };
    }

    private static async Task<Manifest> PutAsync(RegistryClient client, string repository, string? tag, object document)
    {
        var manifest = Manifest.Parse(JsonSerializer.SerializeToUtf8Bytes(document), null);
        await client.PutManifestAsync(repository, tag ?? manifest.Digest.ToString(), manifest, default);
        return manifest;
    }
}

/// <summary>What the reference of a set names.</summary>
internal enum ImageSetForm
{
    /// <summary>One tag.</summary>
    Image,

    /// <summary>All tags of a repository.</summary>
    Repository,

    /// <summary>All repositories below a name.</summary>
    Namespace,
}
