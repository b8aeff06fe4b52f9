namespace Transship.Registry.Content;

/// <summary>The media types of manifests and layers that decide how content is treated.</summary>
public static class MediaTypes
{
    /// <summary>OCI image index.</summary>
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";

    /// <summary>OCI image manifest.</summary>
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>OCI artifact manifest, withdrawn before 1.1 but still found.</summary>
    public const string OciArtifact = "application/vnd.oci.artifact.manifest.v1+json";

    /// <summary>Docker manifest list.</summary>
    public const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>Docker image manifest, version 2 schema 2.</summary>
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

    /// <summary>Docker schema 1; recognised to be refused.</summary>
    public const string DockerSchema1 = "application/vnd.docker.distribution.manifest.v1+json";

    /// <summary>Docker schema 1, signed; recognised to be refused.</summary>
    public const string DockerSchema1Signed = "application/vnd.docker.distribution.manifest.v1+prettyjws";

    // quirk 43: the full list, well below 1 KB.
    internal static readonly string AcceptManifests = string.Join(", ", OciIndex, DockerList, OciManifest, DockerManifest, OciArtifact);

    /// <summary>True for both kinds of index.</summary>
    public static bool IsIndex(string mediaType) => mediaType is OciIndex or DockerList;

    /// <summary>True for every type of manifest that is replicated.</summary>
    public static bool IsManifest(string mediaType) => IsIndex(mediaType) || mediaType is OciManifest or DockerManifest or OciArtifact;

    internal static bool IsSchema1(string mediaType) => mediaType is DockerSchema1 or DockerSchema1Signed;

    /// <summary>True for layers that may not be distributed and that registries usually do not hold.</summary>
    internal static bool IsForeignLayer(string mediaType) =>
        mediaType.StartsWith("application/vnd.docker.image.rootfs.foreign.", StringComparison.Ordinal)
        || mediaType.StartsWith("application/vnd.oci.image.layer.nondistributable.", StringComparison.Ordinal);
}
