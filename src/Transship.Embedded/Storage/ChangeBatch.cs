namespace Transship.Embedded.Storage;

/// <summary>What happened to a collection after a version.</summary>
/// <param name="Changes">The changes, oldest first.</param>
/// <param name="Version">The version of the store: there is no other change up to it.</param>
/// <param name="CompactedVersion">The oldest version that can be resumed from, where the asked one is too old; else null.</param>
/// <param name="Next">Completes with the next change.</param>
internal sealed record ChangeBatch(Change[] Changes, long Version, long? CompactedVersion, Task Next);
