using Transship.Integration.Clusters;

namespace Transship.Integration.Runtime;

public sealed class EmbeddedClusterRuntimeTests(EmbeddedClusterFixture fixture) : RuntimeScenarios(fixture), IClassFixture<EmbeddedClusterFixture>;
