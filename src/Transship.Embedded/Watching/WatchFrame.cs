using System.Text.Json.Nodes;
using Transship.Embedded.Storage;

namespace Transship.Embedded.Watching;

/// <summary>One frame of a watch.</summary>
/// <param name="Type">ADDED, MODIFIED, DELETED, BOOKMARK or ERROR.</param>
/// <param name="Item">The object; null for bookmarks and errors.</param>
internal sealed record WatchFrame(string Type, StoredObject? Item)
{
    /// <summary>What a bookmark or an error carries.</summary>
    public JsonObject? Document { get; private init; }

    /// <summary>The version of the frame where it is newer than that of the object: the object left the selection.</summary>
    public long? Version { get; init; }

    public static WatchFrame OfError(JsonObject status) => new("ERROR", null) { Document = status };

    public static WatchFrame OfBookmark(JsonObject bookmark) => new("BOOKMARK", null) { Document = bookmark };
}
