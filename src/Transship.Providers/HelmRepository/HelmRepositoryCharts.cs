using System.Runtime.CompilerServices;
using Transship.Providers.HelmCharts;

namespace Transship.Providers.HelmRepository;

/// <summary>The charts of one chart repository: each is a repository of its own name.</summary>
internal sealed class HelmRepositoryCharts(ChartRepository repository) : IChartSource
{
    public Task TestAsync(CancellationToken cancellationToken) => repository.IndexAsync(askAgain: true, cancellationToken);

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var chart in (await repository.IndexAsync(askAgain: true, cancellationToken)).Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            yield return chart;
        }
    }

    public Task<ChartPlace?> FindAsync(string chart, CancellationToken cancellationToken) => Task.FromResult<ChartPlace?>(new ChartPlace(repository, chart));

    public void Dispose() => repository.Dispose();
}
