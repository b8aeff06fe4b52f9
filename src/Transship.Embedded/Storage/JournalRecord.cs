namespace Transship.Embedded.Storage;

/// <summary>One write as the journal keeps it.</summary>
/// <param name="Version">The resource version of the write.</param>
/// <param name="Key">The object.</param>
/// <param name="Json">The object as JSON in UTF-8; null where it was removed.</param>
internal sealed record JournalRecord(long Version, ObjectKey Key, byte[]? Json);
