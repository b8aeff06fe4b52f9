using Transship.Kubernetes.Entities;

namespace Transship.Kubernetes.Models;

/// <summary>What may be done within a namespace (rbac.authorization.k8s.io/v1 Role).</summary>
[KubernetesEntity(Group = "rbac.authorization.k8s.io", Kind = "Role", PluralName = "roles")]
public sealed record V1Role : KubernetesObject
{
    /// <summary>The permissions; they add up.</summary>
    public IReadOnlyList<V1PolicyRule> Rules { get; init; } = [];
}

/// <summary>Some verbs on some resources (rbac.authorization.k8s.io/v1 PolicyRule).</summary>
public sealed record V1PolicyRule
{
    /// <summary>API groups; the empty string is the core group.</summary>
    public required IReadOnlyList<string> ApiGroups { get; init; }

    /// <summary>Plurals, with a subresource behind a slash.</summary>
    public required IReadOnlyList<string> Resources { get; init; }

    /// <summary>The verbs.</summary>
    public required IReadOnlyList<string> Verbs { get; init; }
}
