namespace Transship.Kubernetes.Entities;

/// <summary>The key of an object among its kind.</summary>
/// <param name="Namespace">The namespace; empty for a cluster-scoped object.</param>
/// <param name="Name">The name.</param>
public readonly record struct NamespacedName(string Namespace, string Name)
{
    /// <summary>The key of an object.</summary>
    /// <param name="entity">The object.</param>
    public static NamespacedName Of(IKubernetesObject entity) => new(entity.Metadata.Namespace ?? "", entity.Metadata.Name ?? "");

    /// <summary><c>namespace/name</c>, or only the name where there is no namespace.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
