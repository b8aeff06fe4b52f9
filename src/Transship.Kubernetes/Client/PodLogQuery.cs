namespace Transship.Kubernetes.Client;

/// <summary>Which part of a pod's log to read.</summary>
public sealed record PodLogQuery
{
    /// <summary>The container; null where the pod has one only.</summary>
    public string? Container { get; init; }

    /// <summary>Whether to stay and read what is still to come.</summary>
    public bool Follow { get; init; }

    /// <summary>Whether to read the log of the container before its last restart.</summary>
    public bool Previous { get; init; }

    /// <summary>Only so many lines of the end; null for all.</summary>
    public int? TailLines { get; init; }

    /// <summary>At most so many bytes; null for all.</summary>
    public long? LimitBytes { get; init; }

    /// <summary>Whether each line begins with its time.</summary>
    public bool Timestamps { get; init; }
}
