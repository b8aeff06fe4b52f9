using Transship.Integration.Replication;

namespace Transship.EndToEnd;

/// <summary>The scenarios of replication in pods of a real node: image, mounts, network and kubelet as a user has them.</summary>
public sealed class NodeReplicationTests(NodeCluster cluster) : ReplicationScenarios(cluster), IClassFixture<NodeCluster>;
