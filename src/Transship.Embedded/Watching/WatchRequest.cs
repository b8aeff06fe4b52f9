using Transship.Embedded.Selectors;

namespace Transship.Embedded.Watching;

/// <summary>What a client wants to be told, and from where on.</summary>
internal sealed record WatchRequest
{
    public required ObjectFilter Filter { get; init; }

    /// <summary>The version after which changes are sent; null begins with the objects that exist.</summary>
    public long? After { get; init; }

    /// <summary>Whether the end of the initial objects is marked by a bookmark (KEP-3157).</summary>
    public bool MarksInitialEnd { get; init; }

    public bool AllowsBookmarks { get; init; }

    public required TimeSpan Timeout { get; init; }
}
