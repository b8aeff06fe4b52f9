using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Writes;

/// <summary>The name that a child needs is taken by an object of somebody else (W7).</summary>
public sealed class OwnershipException : Exception
{
    internal OwnershipException(IKubernetesObject present, IKubernetesObject owner)
        : base($"{present.Kind} {NamespacedName.Of(present)} exists and does not belong to {owner.Kind} {NamespacedName.Of(owner)}: delete or rename it.")
    {
    }
}
