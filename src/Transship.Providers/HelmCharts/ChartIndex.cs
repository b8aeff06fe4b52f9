using Transship.Registry.Content;

namespace Transship.Providers.HelmCharts;

/// <summary>The index of a chart repository: the little of it that copying needs.</summary>
/// <param name="charts">The versions of each chart, in the order of the index.</param>
/// <param name="unnameable">Charts and versions that cannot have their names in a registry, some of them by name.</param>
internal sealed class ChartIndex(IReadOnlyDictionary<string, IReadOnlyList<ChartVersion>> charts, IReadOnlyList<string> unnameable)
{
    /// <summary>How many versions there are of all charts together.</summary>
    public int Count { get; } = charts.Values.Sum(versions => versions.Count);

    /// <summary>The charts.</summary>
    public IEnumerable<string> Names => charts.Keys;

    /// <summary>Charts and versions that cannot have their names in a registry, at most a few.</summary>
    public IReadOnlyList<string> Unnameable { get; } = unnameable;

    /// <summary>The versions of a chart, each tag once; none where there is no such chart.</summary>
    public IReadOnlyList<ChartVersion> Versions(string chart) => charts.GetValueOrDefault(chart) ?? [];

    /// <summary>Finds a version by its tag or by the digest of its archive; null where there is none.</summary>
    public ChartVersion? Find(string chart, string reference) => Digest.TryParse(reference, out var digest)
        ? Versions(chart).FirstOrDefault(v => v.Digest == digest)
        : Versions(chart).FirstOrDefault(v => string.Equals(v.Tag, reference, StringComparison.Ordinal));
}
