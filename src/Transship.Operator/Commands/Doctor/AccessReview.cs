using Transship.Kubernetes.Entities;

namespace Transship.Operator.Commands.Doctor;

/// <summary>Asks the server whether the caller may do something (authorization.k8s.io/v1 SelfSubjectAccessReview).</summary>
[KubernetesEntity(Group = "authorization.k8s.io", Kind = "SelfSubjectAccessReview", PluralName = "selfsubjectaccessreviews")]
[EntityScope(EntityScope.Cluster)]
internal sealed record AccessReview : CustomKubernetesEntity<AccessReviewSpec, AccessReviewStatus>;

/// <summary>The question.</summary>
internal sealed record AccessReviewSpec
{
    /// <summary>What the caller wants to do.</summary>
    public AccessAttributes? ResourceAttributes { get; init; }
}

/// <summary>A verb on a kind in a namespace.</summary>
internal sealed record AccessAttributes
{
    /// <summary>The namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>The verb, as in <c>create</c>.</summary>
    public string? Verb { get; init; }

    /// <summary>The API group.</summary>
    public string? Group { get; init; }

    /// <summary>The kind in plural.</summary>
    public string? Resource { get; init; }
}

/// <summary>The answer.</summary>
internal sealed record AccessReviewStatus
{
    /// <summary>Whether the caller may.</summary>
    public bool Allowed { get; init; }
}
