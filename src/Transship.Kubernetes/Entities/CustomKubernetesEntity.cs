namespace Transship.Kubernetes.Entities;

/// <summary>A custom resource that has a specification only.</summary>
/// <typeparam name="TSpec">What the user asks for.</typeparam>
public abstract record CustomKubernetesEntity<TSpec> : KubernetesObject
    where TSpec : class, new()
{
    /// <summary>What the user asks for.</summary>
    public TSpec Spec { get; init; } = new();
}

/// <summary>A custom resource with a specification and a status subresource.</summary>
/// <typeparam name="TSpec">What the user asks for.</typeparam>
/// <typeparam name="TStatus">What the controller observed.</typeparam>
public abstract record CustomKubernetesEntity<TSpec, TStatus> : CustomKubernetesEntity<TSpec>, IStatus<TStatus>
    where TSpec : class, new()
    where TStatus : class, new()
{
    /// <summary>What the controller observed; absent until its first visit.</summary>
    public TStatus? Status { get; init; }
}
