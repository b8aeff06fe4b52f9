namespace Transship.Kubernetes.Client;

/// <summary>Which changes to watch, and from where on.</summary>
public sealed record WatchQuery
{
    /// <summary>The namespace; null watches all of them.</summary>
    public string? Namespace { get; init; }

    /// <summary>Label selector.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Field selector.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>The version after which changes are sent.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>After this the server ends the watch (R4).</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether the server sends bookmarks (R4).</summary>
    public bool AllowBookmarks { get; init; } = true;

    /// <summary>Whether the watch begins with the current state (R16).</summary>
    public bool SendInitialEvents { get; init; }
}
