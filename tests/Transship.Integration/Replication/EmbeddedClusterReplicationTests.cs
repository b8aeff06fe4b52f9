using Transship.Integration.Clusters;

namespace Transship.Integration.Replication;

public sealed class EmbeddedClusterReplicationTests(EmbeddedClusterFixture fixture) : ReplicationScenarios(fixture), IClassFixture<EmbeddedClusterFixture>;
