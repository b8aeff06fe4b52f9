using System.Text.Json.Nodes;
using Transship.Kubernetes.Entities;

namespace Transship.Testing.Nodes;

/// <summary>A node (core/v1 Node), as far as a test kubelet writes it.</summary>
[KubernetesEntity(Kind = "Node", PluralName = "nodes")]
[EntityScope(EntityScope.Cluster)]
internal sealed record TestNodeObject : KubernetesObject
{
    public JsonObject? Status { get; init; }
}
