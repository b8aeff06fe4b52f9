using Transship.Integration.Pods;
using Transship.Integration.Replication;
using Transship.Integration.Servers;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Transship.Integration.LongestFirst", "Transship.Integration")]

namespace Transship.Integration;

/// <summary>The collections that take minutes begin at once, and the short ones share the place that is left: the run takes as long as the longest.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = [PodCollection.Name, ControlPlaneCollection.Name, nameof(EmbeddedClusterReplicationTests)];

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Long.Any(name => collection.DisplayName.Contains(name, StringComparison.Ordinal)) ? 0 : 1);
}
