using Transship.Registry.Blobs;
using Transship.Registry.Content;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Registry.Pacing;

namespace Transship.Registry.Clients;

/// <summary>
/// One registry, as the copy engine and the planner see it. One instance per endpoint serves the whole process: it holds the
/// connections, tokens and limits. Every member throws <see cref="RegistryException"/> for what the registry or the way to it does wrong.
/// </summary>
public interface IRegistryClient : IDisposable
{
    /// <summary>What this is a client of.</summary>
    RegistryEndpoint Endpoint { get; }

    /// <summary>Asks whether this is a registry that accepts our credentials. Not repeated on failure, so that the answer is quick.</summary>
    Task<PingResult> PingAsync(CancellationToken cancellationToken);

    /// <summary>What a tag or digest stands for; null when it is not there. A HEAD, which Docker Hub does not count as a pull.</summary>
    Task<Descriptor?> ResolveAsync(string repository, string reference, CancellationToken cancellationToken);

    /// <summary>Reads a manifest by tag or digest and verifies it.</summary>
    Task<Manifest> GetManifestAsync(string repository, string reference, CancellationToken cancellationToken);

    /// <summary>Stores the manifest's exact bytes under a tag or its digest.</summary>
    /// <returns>True when the registry indexed the manifest's subject, so that no fallback tag is needed.</returns>
    Task<bool> PutManifestAsync(string repository, string reference, Manifest manifest, CancellationToken cancellationToken);

    /// <summary>Deletes a manifest by digest, or untags it by tag where the registry can. What is not there counts as deleted.</summary>
    Task DeleteManifestAsync(string repository, string reference, CancellationToken cancellationToken);

    /// <summary>The tags of a repository in the registry's order; none when the repository does not exist.</summary>
    IAsyncEnumerable<string> ListTagsAsync(string repository, CancellationToken cancellationToken);

    /// <summary>The repositories of the registry, where it has a catalog.</summary>
    IAsyncEnumerable<string> ListRepositoriesAsync(CancellationToken cancellationToken);

    /// <summary>Whether a repository has a blob.</summary>
    Task<bool> BlobExistsAsync(string repository, Digest digest, CancellationToken cancellationToken);

    /// <summary>Opens a blob at an offset. The stream resumes by itself; whoever reads verifies the digest.</summary>
    Task<Stream> OpenBlobAsync(string repository, Descriptor blob, long offset, CancellationToken cancellationToken);

    /// <summary>Stores a blob, mounting it where that is possible. Size and digest are verified.</summary>
    Task<BlobUploadOutcome> UploadBlobAsync(BlobUpload upload, CancellationToken cancellationToken);

    /// <summary>Gives up an upload that another process opened and left.</summary>
    Task<GiveUpOutcome> GiveUpUploadAsync(OpenUpload upload, CancellationToken cancellationToken) => Task.FromResult(GiveUpOutcome.Elsewhere);

    /// <summary>The manifests that refer to another (distribution spec, referrers), from the API or from the fallback tag.</summary>
    IAsyncEnumerable<Descriptor> ListReferrersAsync(string repository, Digest subject, CancellationToken cancellationToken);

    /// <summary>True once the registry showed lately that it has no referrers API for a repository, so that only the fallback tag can tell.</summary>
    bool LacksReferrersApi(string repository) => false;

    /// <summary>The slots of the endpoint; null where nothing limits them.</summary>
    internal RequestGate? Gate => null;

    /// <summary>True when asking for a mount tells by itself whether a blob is there.</summary>
    internal bool HonoursMounts => false;

    /// <summary>Resolves with the right to push, so that the token serves the upload that follows.</summary>
    internal Task<Descriptor?> ResolveForPushAsync(string repository, string reference, CancellationToken cancellationToken) =>
        ResolveAsync(repository, reference, cancellationToken);
}
