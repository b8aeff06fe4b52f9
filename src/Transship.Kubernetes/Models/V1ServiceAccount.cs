using Transship.Kubernetes.Entities;

namespace Transship.Kubernetes.Models;

/// <summary>An identity of pods (core/v1 ServiceAccount).</summary>
[KubernetesEntity(Kind = "ServiceAccount", PluralName = "serviceaccounts")]
public sealed record V1ServiceAccount : KubernetesObject
{
    /// <summary>Whether pods get the account's token without asking for it.</summary>
    public bool? AutomountServiceAccountToken { get; init; }
}
