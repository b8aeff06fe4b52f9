using Transship.Integration.Replication;

namespace Transship.Integration.Pods;

/// <summary>The scenarios of replication, with all work in pods.</summary>
[Collection(PodCollection.Name)]
public sealed class PodReplicationTests(PodCluster cluster) : ReplicationScenarios(cluster), IClassFixture<PodCluster>;
