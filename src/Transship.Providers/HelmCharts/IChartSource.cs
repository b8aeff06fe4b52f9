namespace Transship.Providers.HelmCharts;

/// <summary>One chart repository, or a catalog of many.</summary>
internal interface IChartSource : IDisposable
{
    /// <summary>Asks whether charts can be had from here, now.</summary>
    Task TestAsync(CancellationToken cancellationToken);

    /// <summary>The charts, under the names that they have as repositories.</summary>
    /// <param name="prefix">What the names of all that are wanted start with; more may be listed.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Where the chart is that a repository stands for; null where nobody knows it.</summary>
    Task<ChartPlace?> FindAsync(string repository, CancellationToken cancellationToken);
}

/// <summary>A chart of a chart repository.</summary>
/// <param name="Repository">The chart repository.</param>
/// <param name="Chart">The name of the chart there.</param>
internal sealed record ChartPlace(ChartRepository Repository, string Chart);
