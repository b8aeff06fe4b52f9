namespace Transship.Kubernetes.Client;

/// <summary>What becomes of the dependents of a deleted object.</summary>
public enum DeletePropagation
{
    /// <summary>The garbage collector deletes them afterwards.</summary>
    Background,

    /// <summary>They go first, the object waits for them.</summary>
    Foreground,

    /// <summary>They stay.</summary>
    Orphan,
}

/// <summary>How, and under which conditions, to delete (W9).</summary>
public sealed record DeleteOptions
{
    /// <summary>The object is deleted only when it has this uid.</summary>
    public string? Uid { get; init; }

    /// <summary>The object is deleted only when it has this version.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>What becomes of the dependents.</summary>
    public DeletePropagation? Propagation { get; init; }
}
