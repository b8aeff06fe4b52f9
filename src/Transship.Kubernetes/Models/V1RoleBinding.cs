using Transship.Kubernetes.Entities;

namespace Transship.Kubernetes.Models;

/// <summary>Who has a role within a namespace (rbac.authorization.k8s.io/v1 RoleBinding).</summary>
[KubernetesEntity(Group = "rbac.authorization.k8s.io", Kind = "RoleBinding", PluralName = "rolebindings")]
public sealed record V1RoleBinding : KubernetesObject
{
    /// <summary>The role; it cannot change.</summary>
    public V1RoleRef? RoleRef { get; init; }

    /// <summary>Who has it.</summary>
    public IReadOnlyList<V1Subject> Subjects { get; init; } = [];
}

/// <summary>Names a role (rbac.authorization.k8s.io/v1 RoleRef).</summary>
public sealed record V1RoleRef
{
    /// <summary>The group of the kind.</summary>
    public required string ApiGroup { get; init; }

    /// <summary>Role or ClusterRole.</summary>
    public required string Kind { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }
}

/// <summary>Names a user, a group or a service account (rbac.authorization.k8s.io/v1 Subject).</summary>
public sealed record V1Subject
{
    /// <summary>User, Group or ServiceAccount.</summary>
    public required string Kind { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The namespace of a service account.</summary>
    public string? Namespace { get; init; }
}
