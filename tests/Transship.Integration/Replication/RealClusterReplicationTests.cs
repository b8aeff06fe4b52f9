using Transship.Integration.Clusters;
using Transship.Integration.Servers;

namespace Transship.Integration.Replication;

[Collection(ControlPlaneCollection.Name)]
public sealed class RealClusterReplicationTests(ControlPlaneFixture fixture) : ClusterScenarios(new RealCluster(fixture));
