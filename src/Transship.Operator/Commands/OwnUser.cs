using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;

namespace Transship.Operator.Commands;

/// <summary>As whom the command line talks to a cluster.</summary>
internal static class OwnUser
{
    /// <summary>The name that the API server knows the caller by; where it does not say (before Kubernetes 1.28), the login of this machine.</summary>
    public static async Task<string> NameAsync(IKubernetesClient client, CancellationToken cancellationToken)
    {
        try
        {
            if ((await client.CreateAsync(new SelfReview(), cancellationToken)).Status?.UserInfo?.Username is { Length: > 0 } name)
            {
                return name;
            }
        }
        catch (KubernetesException)
        {
            // The server lacks the API, or does not tell this caller: the request itself says whether it may do what it wants.
        }

        return $"{Environment.UserName} on {Environment.MachineName}";
    }
}

/// <summary>Asks the server who the caller is (authentication.k8s.io/v1 SelfSubjectReview).</summary>
[KubernetesEntity(Group = "authentication.k8s.io", ApiVersion = "v1", Kind = "SelfSubjectReview", PluralName = "selfsubjectreviews")]
[EntityScope(EntityScope.Cluster)]
internal sealed record SelfReview : CustomKubernetesEntity<SelfReviewSpec, SelfReviewStatus>;

/// <summary>The question: it has no words.</summary>
internal sealed record SelfReviewSpec;

/// <summary>The answer.</summary>
internal sealed record SelfReviewStatus
{
    /// <summary>The caller.</summary>
    public SelfReviewUser? UserInfo { get; init; }
}

/// <summary>A user as the server knows it.</summary>
internal sealed record SelfReviewUser
{
    /// <summary>The name.</summary>
    public string? Username { get; init; }
}
