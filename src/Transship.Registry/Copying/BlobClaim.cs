using Transship.Registry.Content;

namespace Transship.Registry.Copying;

/// <summary>The right to bring one blob to one repository. Dispose gives it back; others then go on or try themselves.</summary>
internal sealed class BlobClaim(BlobKnowledge knowledge, string repository, Digest digest, string? elsewhere) : IDisposable
{
    private bool _there;

    /// <summary>A repository of the destination that has the blob.</summary>
    public string? Elsewhere => elsewhere;

    /// <summary>The blob is in the repository now.</summary>
    public void Fulfil() => _there = true;

    public void Dispose() => knowledge.Release(repository, digest, _there);
}
