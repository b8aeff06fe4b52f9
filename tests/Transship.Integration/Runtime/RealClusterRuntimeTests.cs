using Transship.Integration.Clusters;
using Transship.Integration.Servers;

namespace Transship.Integration.Runtime;

[Collection(ControlPlaneCollection.Name)]
public sealed class RealClusterRuntimeTests(ControlPlaneFixture fixture) : RuntimeScenarios(new RealCluster(fixture));
