namespace Transship.Kubernetes.Models;

/// <summary>Files of a pod: exactly one of the sources is set (core/v1 Volume, as far as it is used here).</summary>
public sealed record V1Volume
{
    /// <summary>Its name within the pod.</summary>
    public required string Name { get; init; }

    /// <summary>A secret, one file a key.</summary>
    public V1SecretVolume? Secret { get; init; }

    /// <summary>Facts about the pod.</summary>
    public V1DownwardApiVolume? DownwardAPI { get; init; }

    /// <summary>Several sources in one folder.</summary>
    public V1ProjectedVolume? Projected { get; init; }

    /// <summary>An empty folder.</summary>
    public V1EmptyDirVolume? EmptyDir { get; init; }
}

/// <summary>A secret as files; a change of the secret changes the files.</summary>
public sealed record V1SecretVolume
{
    /// <summary>The secret.</summary>
    public required string SecretName { get; init; }

    /// <summary>Whether the pod starts without it.</summary>
    public bool? Optional { get; init; }
}

/// <summary>Facts about the pod as files.</summary>
public sealed record V1DownwardApiVolume
{
    /// <summary>The files.</summary>
    public IReadOnlyList<V1DownwardApiFile> Items { get; init; } = [];
}

/// <summary>A file with a fact about the pod.</summary>
public sealed record V1DownwardApiFile
{
    /// <summary>The file within the volume.</summary>
    public required string Path { get; init; }

    /// <summary>The field of the pod.</summary>
    public required V1FieldReference FieldRef { get; init; }
}

/// <summary>Names a field of the pod.</summary>
public sealed record V1FieldReference
{
    /// <summary>As in <c>metadata.annotations['key']</c>.</summary>
    public required string FieldPath { get; init; }
}

/// <summary>Several sources in one folder.</summary>
public sealed record V1ProjectedVolume
{
    /// <summary>The sources.</summary>
    public IReadOnlyList<V1VolumeProjection> Sources { get; init; } = [];
}

/// <summary>One source of a projected volume: exactly one of the members is set.</summary>
public sealed record V1VolumeProjection
{
    /// <summary>A short-lived token of the pod's account.</summary>
    public V1ServiceAccountTokenProjection? ServiceAccountToken { get; init; }

    /// <summary>A config map, one file a key.</summary>
    public V1ConfigMapProjection? ConfigMap { get; init; }
}

/// <summary>A short-lived token of the pod's account.</summary>
public sealed record V1ServiceAccountTokenProjection
{
    /// <summary>The file within the volume.</summary>
    public required string Path { get; init; }

    /// <summary>Seconds that it is good for; the node renews it before.</summary>
    public long? ExpirationSeconds { get; init; }
}

/// <summary>A config map, one file a key.</summary>
public sealed record V1ConfigMapProjection
{
    /// <summary>The config map.</summary>
    public required string Name { get; init; }
}

/// <summary>An empty folder for as long as the pod lives.</summary>
public sealed record V1EmptyDirVolume
{
    /// <summary>Its greatest size, as in 64Mi.</summary>
    public string? SizeLimit { get; init; }
}

/// <summary>Where a container sees a volume.</summary>
public sealed record V1VolumeMount
{
    /// <summary>The volume.</summary>
    public required string Name { get; init; }

    /// <summary>The folder in the container.</summary>
    public required string MountPath { get; init; }

    /// <summary>Whether the container cannot write.</summary>
    public bool? ReadOnly { get; init; }
}
