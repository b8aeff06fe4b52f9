using Transship.Integration.Replication;
using Transship.Integration.Servers;

namespace Transship.Integration.Pods;

/// <summary>The scenarios of replication, with all work in pods.</summary>
[Collection(ControlPlaneCollection.Name)]
public sealed class PodReplicationTests(PodCluster cluster) : ReplicationScenarios(cluster), IClassFixture<PodCluster>;
