namespace Transship.Providers.Events;

/// <summary>What a registry says happened to one artifact. Without tag and digest, to the whole repository.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Repository">The repository with its whole path, as clients of the registry name it.</param>
public sealed record RegistryEvent(RegistryEventKind Kind, string Repository)
{
    /// <summary>What is the same in each delivery of the event; null where the product tells nothing of that kind.</summary>
    public string? Id { get; init; }

    /// <summary>The tag; null for an artifact without one.</summary>
    public string? Tag { get; init; }

    /// <summary>The digest; null where the product does not tell it.</summary>
    public string? Digest { get; init; }

    /// <summary>The media type of the manifest; null where the product does not tell it.</summary>
    public string? MediaType { get; init; }
}

/// <summary>What happened to an artifact.</summary>
public enum RegistryEventKind
{
    /// <summary>It was pushed, or a tag was moved to it.</summary>
    Pushed,

    /// <summary>It was deleted, or its tag was.</summary>
    Deleted,
}
