namespace Transship.Replication.Filters;

/// <summary>What filters may have to know of an artifact beyond its name. What nobody asked for may be missing.</summary>
public sealed record ArtifactFacts
{
    /// <summary>When it was pushed; where the registry does not tell, when it was made. Null where nothing tells.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Its labels, as <c>name</c> or <c>key=value</c>; null where they are not known.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>What kind of artifact it is; null where that is not known.</summary>
    public ArtifactKind? Kind { get; init; }

    /// <summary>Its bytes; null where they are not known. No filter asks for them.</summary>
    public long? Size { get; init; }

    /// <summary>The platforms of an index, as in <c>linux/arm64</c>; null for what is no index, and where they are not known.</summary>
    public IReadOnlyList<string>? Platforms { get; init; }

    /// <summary>Whether these are among the things that are known.</summary>
    /// <param name="needs">What has to be known.</param>
    internal bool Have(FactKinds needs) =>
        (!needs.HasFlag(FactKinds.Time) || Time is not null) && (!needs.HasFlag(FactKinds.Labels) || Labels is not null) && (!needs.HasFlag(FactKinds.Kind) || Kind is not null);
}

/// <summary>What kind of artifact it is, as a filter of type resource names it.</summary>
public enum ArtifactKind
{
    /// <summary>A container image, or an index of images.</summary>
    Image,

    /// <summary>A Helm chart.</summary>
    Chart,

    /// <summary>Whatever is neither.</summary>
    Artifact,
}

/// <summary>Which facts are asked for. Time and labels of an image cost two requests more than its kind.</summary>
[Flags]
public enum FactKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>When it was pushed, or made.</summary>
    Time = 1,

    /// <summary>Its labels.</summary>
    Labels = 2,

    /// <summary>What kind it is.</summary>
    Kind = 4,

    /// <summary>The platforms of an index.</summary>
    Platforms = 8,
}
