namespace Transship.Embedded.Storage;

/// <summary>One write, as watches see it.</summary>
/// <param name="Version">The resource version of the write.</param>
/// <param name="Key">The object written.</param>
/// <param name="Current">The object afterwards; null where it was removed.</param>
/// <param name="Previous">The object before, with the version of the write where it was removed; null where it is new.</param>
internal sealed record Change(long Version, ObjectKey Key, StoredObject? Current, StoredObject? Previous);
