namespace Transship.Runtime.Caching;

/// <summary>What a reflector follows.</summary>
internal sealed record ReflectorOptions
{
    /// <summary>The namespace; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Label selector; null for all objects.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Whether to stream the first state instead of listing it (R16).</summary>
    public bool UseWatchList { get; init; }

    /// <summary>How long internal errors of the server are met by a new watch before a new list (R8).</summary>
    public TimeSpan InternalErrorWindow { get; init; } = TimeSpan.FromSeconds(30);
}
