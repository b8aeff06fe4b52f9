namespace Transship.Providers;

/// <summary>What a registry can do for replication, as far as its product and a probe tell; its configuration or our rights may still forbid it.</summary>
public sealed record RegistryCapabilities
{
    /// <summary>It lists its repositories: <see cref="IRepositoryListing"/>.</summary>
    public bool Catalog { get; init; }

    /// <summary>It lists artifacts with their digests: <see cref="IArtifactListing"/>.</summary>
    public bool Artifacts { get; init; }

    /// <summary>Its listing tells when an artifact was pushed.</summary>
    public bool PushTimes { get; init; }

    /// <summary>Its listing tells the labels that people gave an artifact.</summary>
    public bool Labels { get; init; }

    /// <summary>It makes the namespaces or repositories that a push needs: <see cref="INamespaceCreation"/>.</summary>
    public bool Namespaces { get; init; }

    /// <summary>Manifests can be deleted by digest: <see cref="IArtifactDeletion"/>.</summary>
    public bool Delete { get; init; }

    /// <summary>A tag can be removed without deleting what it stands for: <see cref="ITagDeletion"/>.</summary>
    public bool TagDelete { get; init; }

    /// <summary>It has the referrers API.</summary>
    public bool Referrers { get; init; }

    /// <summary>It mounts blobs across repositories.</summary>
    public bool Mount { get; init; }

    /// <summary>It takes blobs in several requests.</summary>
    public bool Chunked { get; init; }

    /// <summary>It takes pushes.</summary>
    public bool Push { get; init; } = true;

    /// <summary>It can tell of pushes.</summary>
    public bool Events { get; init; }

    /// <summary>Adds to what a product's protocol can do what the interfaces of its class say.</summary>
    internal static RegistryCapabilities Of(IRegistry registry, RegistryCapabilities protocol) => protocol with
    {
        Catalog = registry is IRepositoryListing,
        Artifacts = registry is IArtifactListing,
        Namespaces = registry is INamespaceCreation,
        Delete = registry is IArtifactDeletion,
        TagDelete = registry is ITagDeletion,
    };
}
