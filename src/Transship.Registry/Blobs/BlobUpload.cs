using Transship.Registry.Content;
using Transship.Registry.Pacing;

namespace Transship.Registry.Blobs;

/// <summary>A blob to be stored: what it is, where it may be mounted from, and how to get its bytes if it must be sent.</summary>
/// <param name="Repository">Where it goes.</param>
/// <param name="Blob">Digest and size; both are verified while the bytes pass.</param>
/// <param name="Open">Opens the bytes at an offset; called only when they are about to be sent, again for every attempt.</param>
public sealed record BlobUpload(string Repository, Descriptor Blob, Func<long, CancellationToken, Task<Stream>> Open)
{
    /// <summary>A repository of the same registry that is believed to have the blob; null asks for no mount.</summary>
    public string? MountFrom { get; init; }

    /// <summary>Told the number of bytes that were sent since the last call; negative when an attempt starts over.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>Rates in bytes per second that hold besides the endpoint's own.</summary>
    public IReadOnlyList<TokenBucket> Bandwidth { get; init; } = [];

    /// <summary>Takes the slots for moving bytes; null takes one at the destination only.</summary>
    internal Func<CancellationToken, Task<IDisposable>>? EnterBulk { get; init; }
}

/// <summary>How a blob came to be at its destination.</summary>
public enum BlobUploadOutcome
{
    /// <summary>Its bytes were sent.</summary>
    Uploaded,

    /// <summary>The registry linked it from another repository.</summary>
    Mounted,
}
