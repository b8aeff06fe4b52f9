using Transship.Registry.Clients;
using Transship.Registry.Content;

namespace Transship.Providers.OciLayout;

/// <summary>A directory of OCI image layouts.</summary>
internal sealed class OciLayoutRegistry(IRegistryClient client) : ProductRegistry(client, OciLayoutProvider.TypeName), IRepositoryListing, IArtifactDeletion, ITagDeletion
{
    protected override RegistryCapabilities Protocol => new() { Mount = true, Referrers = true };

    public IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, CancellationToken cancellationToken) => Client.ListRepositoriesAsync(cancellationToken);

    public Task DeleteArtifactAsync(string repository, Digest digest, CancellationToken cancellationToken) =>
        Client.DeleteManifestAsync(repository, digest.ToString(), cancellationToken);

    public Task DeleteTagAsync(string repository, string tag, CancellationToken cancellationToken) => Client.DeleteManifestAsync(repository, tag, cancellationToken);

    protected override Task<ProbeResult> ExamineAsync(ProbeResult found, CancellationToken cancellationToken) =>
        Task.FromResult(found with { Version = found.Version ?? "1.0.0" });
}
