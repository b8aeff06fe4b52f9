using System.Runtime.CompilerServices;
using Transship.Providers.HelmCharts;
using Transship.Registry.Clients;
using Transship.Registry.Downloads;

namespace Transship.Providers.HelmRepository;

/// <summary>The charts of one chart repository: each is a repository of its own name.</summary>
internal sealed class HelmRepositoryCharts(DownloadClient files, RegistryClientOptions options) : IChartSource
{
    private readonly ChartRepository _repository = new(files, files.Endpoint.ApiBase, new ChartMemory(), options);

    public Task TestAsync(CancellationToken cancellationToken) => _repository.IndexAsync(askAgain: true, cancellationToken);

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var chart in (await _repository.IndexAsync(askAgain: true, cancellationToken)).Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            yield return chart;
        }
    }

    public Task<ChartPlace?> FindAsync(string chart, CancellationToken cancellationToken) => Task.FromResult<ChartPlace?>(new ChartPlace(_repository, chart));

    public void Dispose() => files.Dispose();
}
