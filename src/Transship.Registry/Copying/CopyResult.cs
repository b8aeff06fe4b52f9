using System.Runtime.InteropServices;
using Transship.Registry.Content;

namespace Transship.Registry.Copying;

/// <summary>How a copy ended when it did not fail.</summary>
public enum CopyOutcome
{
    /// <summary>The destination has it now.</summary>
    Copied,

    /// <summary>The destination had it already.</summary>
    UpToDate,

    /// <summary>The destination has other content under the tag, and overriding was not allowed.</summary>
    RefusedByOverride,
}

/// <summary>What a copy did.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Digest">The digest of what was copied, or would have been.</param>
/// <param name="Bytes">Bytes of blobs.</param>
/// <param name="Blobs">Numbers of blobs.</param>
public sealed record CopyResult(CopyOutcome Outcome, Digest Digest, CopyCount Bytes, CopyCount Blobs);

/// <summary>An amount, by what happened to it.</summary>
/// <param name="Transferred">Sent by this copy.</param>
/// <param name="Skipped">There already, or sent by another copy meanwhile.</param>
/// <param name="Mounted">Linked by the registry from another repository.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CopyCount(long Transferred, long Skipped, long Mounted);
