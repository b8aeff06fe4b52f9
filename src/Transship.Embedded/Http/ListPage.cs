using Transship.Embedded.Storage;

namespace Transship.Embedded.Http;

/// <summary>One page of a list.</summary>
/// <param name="Items">The objects.</param>
/// <param name="Version">The version that the whole list is of.</param>
/// <param name="Continue">The token of the next page; null on the last one.</param>
/// <param name="Remaining">How many objects are left; null where a selector makes it unknown.</param>
internal sealed record ListPage(IReadOnlyList<StoredObject> Items, long Version, string? Continue, long? Remaining);
