using System.Text.Json;
using Transship.Registry.Errors;

namespace Transship.Registry.Content;

/// <summary>A manifest or index: its exact bytes, and what they refer to.</summary>
public sealed class Manifest
{
    /// <summary>The largest manifest that is read, in bytes. The spec asks registries to accept at least this.</summary>
    public const int MaxSize = 4 * 1024 * 1024;

    private Manifest(ReadOnlyMemory<byte> content, string mediaType, Digest digest, ManifestDocument document)
    {
        Content = content;
        MediaType = mediaType;
        Digest = digest;
        ArtifactType = document.ArtifactType;
        Config = document.Config;
        Blobs = [.. document.Config is null ? [] : new[] { document.Config }, .. document.Layers ?? [], .. document.Blobs ?? []];
        Children = document.Manifests ?? [];
        Subject = document.Subject;
        Annotations = document.Annotations;
    }

    /// <summary>The bytes, exactly as the registry served them.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>The type, from the document where it says so.</summary>
    public string MediaType { get; }

    /// <summary>The digest of <see cref="Content"/>.</summary>
    public Digest Digest { get; }

    /// <summary>The type of artifact that the manifest declares, if any.</summary>
    public string? ArtifactType { get; }

    /// <summary>The config blob of an image.</summary>
    public Descriptor? Config { get; }

    /// <summary>Config and layers, in the order of the document.</summary>
    public IReadOnlyList<Descriptor> Blobs { get; }

    /// <summary>The manifests of an index.</summary>
    public IReadOnlyList<Descriptor> Children { get; }

    /// <summary>The manifest that this one refers to.</summary>
    public Descriptor? Subject { get; }

    /// <summary>The annotations of the manifest itself.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; }

    /// <summary>True for an index or manifest list.</summary>
    public bool IsIndex => MediaTypes.IsIndex(MediaType);

    /// <summary>Itself as a descriptor.</summary>
    public Descriptor Descriptor => new() { MediaType = MediaType, Digest = Digest, Size = Content.Length, ArtifactType = ArtifactType };

    /// <summary>Reads a manifest.</summary>
    /// <param name="content">The bytes; kept, not copied.</param>
    /// <param name="contentType">What the server called it; the document's own media type wins.</param>
    /// <param name="expected">The digest by which it was asked for; default when it was asked for by tag.</param>
    /// <exception cref="RegistryException">DigestMismatch, SchemaNotSupported, ManifestInvalid or TooLarge.</exception>
    public static Manifest Parse(ReadOnlyMemory<byte> content, string? contentType, Digest expected = default)
    {
        if (content.Length > MaxSize)
        {
            throw new RegistryException(RegistryErrorKind.TooLarge, $"The manifest has {content.Length} bytes; at most {MaxSize} are accepted.");
        }

        var digest = expected.IsEmpty ? Digest.Sha256(content.Span) : expected.OfSameAlgorithm(content.Span);
        if (!expected.IsEmpty && digest != expected)
        {
            throw new RegistryException(RegistryErrorKind.DigestMismatch, $"The manifest {expected} came with other content, whose digest is {digest}.");
        }

        ManifestDocument document;
        try
        {
            document = JsonSerializer.Deserialize(content.Span, ContentJson.Default.ManifestDocument) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new RegistryException(RegistryErrorKind.ManifestInvalid, $"The manifest {digest} cannot be read: {e.Message}", e);
        }

        if (document.SchemaVersion == 1 || MediaTypes.IsSchema1(document.MediaType ?? ""))
        {
            throw new RegistryException(RegistryErrorKind.SchemaNotSupported,
                $"The manifest {digest} is of Docker schema 1, which is not replicated; push the image again with a current client.");
        }

        var manifest = new Manifest(content, TypeOf(document, contentType), digest, document);
        foreach (var descriptor in manifest.Blobs.Concat(manifest.Children))
        {
            if (descriptor is null || descriptor.Size < 0)
            {
                throw new RegistryException(RegistryErrorKind.ManifestInvalid, $"The manifest {digest} names content without a valid size.");
            }
        }

        return manifest;
    }

    // quirk 28: the Content-Type may be missing or wrong.
    private static string TypeOf(ManifestDocument document, string? contentType)
    {
        if (document is { Manifests: null, Config: null, Layers: null, Blobs: null })
        {
            throw new RegistryException(RegistryErrorKind.ManifestInvalid, $"The document ({contentType}) is neither an image manifest nor an index.");
        }

        if (MediaTypes.IsManifest(document.MediaType ?? ""))
        {
            return document.MediaType!;
        }

        if (MediaTypes.IsManifest(contentType ?? "") && MediaTypes.IsIndex(contentType!) == (document.Manifests is not null))
        {
            return contentType!;
        }

        if (document.Manifests is not null)
        {
            return MediaTypes.OciIndex;
        }

        return document switch
        {
            { Config.MediaType: "application/vnd.docker.container.image.v1+json" } => MediaTypes.DockerManifest,
            { Config: null, Layers: null } => MediaTypes.OciArtifact,
            _ => MediaTypes.OciManifest,
        };
    }
}
