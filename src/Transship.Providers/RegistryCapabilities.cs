namespace Transship.Providers;

/// <summary>What a registry can do for replication, as far as its protocol and a probe tell; its configuration or our rights may still forbid it.</summary>
public sealed record RegistryCapabilities
{
    /// <summary>It lists its repositories.</summary>
    public bool Catalog { get; init; }

    /// <summary>Manifests can be deleted by digest.</summary>
    public bool Delete { get; init; }

    /// <summary>A tag can be removed without deleting what it stands for.</summary>
    public bool TagDelete { get; init; }

    /// <summary>It has the referrers API.</summary>
    public bool Referrers { get; init; }

    /// <summary>It mounts blobs across repositories.</summary>
    public bool Mount { get; init; }

    /// <summary>It takes blobs in several requests.</summary>
    public bool Chunked { get; init; }

    /// <summary>It can tell of pushes.</summary>
    public bool Events { get; init; }
}
