using System.Runtime.InteropServices;

namespace Transship.Registry.Copying;

/// <summary>What a number of bytes did.</summary>
public enum CopyProgressKind
{
    /// <summary>Became known as part of the artifact.</summary>
    Planned,

    /// <summary>Were sent; negative when an attempt starts over.</summary>
    Transferred,

    /// <summary>Need not be sent: they are there.</summary>
    Skipped,

    /// <summary>Need not be sent: the registry linked them.</summary>
    Mounted,
}

/// <summary>
/// A change since the last report: add it up. Reported from many threads, often; an <see cref="IProgress{T}"/> that only adds to
/// a counter is right, <see cref="Progress{T}"/> is too slow.
/// </summary>
/// <param name="Kind">What happened.</param>
/// <param name="Bytes">To how many bytes of blobs.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CopyProgress(CopyProgressKind Kind, long Bytes);
