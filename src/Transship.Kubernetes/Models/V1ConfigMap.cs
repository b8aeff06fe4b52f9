using Transship.Kubernetes.Entities;

namespace Transship.Kubernetes.Models;

/// <summary>Small data that is no secret (core/v1 ConfigMap).</summary>
[KubernetesEntity(Kind = "ConfigMap", PluralName = "configmaps")]
public sealed record V1ConfigMap : KubernetesObject
{
    /// <summary>Texts by key; at most 1 MiB in all.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; init; }
}
