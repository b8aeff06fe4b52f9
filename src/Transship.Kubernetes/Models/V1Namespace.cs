using Transship.Kubernetes.Entities;

namespace Transship.Kubernetes.Models;

/// <summary>A namespace (core/v1 Namespace).</summary>
[KubernetesEntity(Kind = "Namespace", PluralName = "namespaces")]
[EntityScope(EntityScope.Cluster)]
public sealed record V1Namespace : KubernetesObject;
