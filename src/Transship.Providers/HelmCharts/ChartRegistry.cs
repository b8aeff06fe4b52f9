namespace Transship.Providers.HelmCharts;

/// <summary>Charts of chart repositories as a product that can be read, and nothing else.</summary>
internal abstract class ChartRegistry(ChartClient client, IChartSource source, string type) : ProductRegistry(client, type), IRepositoryListing, IArtifactListing, IContentNaming
{
    protected override RegistryCapabilities Protocol => new() { Push = false, PushTimes = true };

    public IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, CancellationToken cancellationToken) => source.ListAsync(prefix, cancellationToken);

    public IAsyncEnumerable<ListedArtifact> ListArtifactsAsync(string repository, CancellationToken cancellationToken) => client.ListArtifactsAsync(repository, cancellationToken);
}
