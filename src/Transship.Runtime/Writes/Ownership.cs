using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Writes;

/// <summary>Who manages an object.</summary>
public static class Ownership
{
    /// <summary>Whether <paramref name="owner"/> is the managing controller of an object; a re-created owner of the same name is not.</summary>
    /// <param name="child">The object.</param>
    /// <param name="owner">The owner, as stored.</param>
    public static bool IsControlledBy(IKubernetesObject child, IKubernetesObject owner) =>
        owner.Metadata.Uid is { } uid && child.Metadata.OwnerReferences?.Any(reference => reference.Controller is true && reference.Uid == uid) is true;

    /// <summary>F6, W7: what the API server would accept, and the garbage collector would then delete.</summary>
    internal static void Check(IKubernetesObject child, IKubernetesObject owner)
    {
        if (string.IsNullOrEmpty(child.Metadata.Name))
        {
            throw new ArgumentException($"A {child.Kind} owned by {NamespacedName.Of(owner)} needs a fixed name: a generated one makes a new child with each retry.", nameof(child));
        }

        if (owner.Metadata.Namespace is { } ns && ns != child.Metadata.Namespace)
        {
            throw new ArgumentException($"{child.Kind} {NamespacedName.Of(child)} cannot be owned from another namespace by {owner.Kind} {NamespacedName.Of(owner)}.", nameof(child));
        }

        if (!IsControlledBy(child, owner) || child.Metadata.OwnerReferences!.Count(reference => reference.Controller is true) != 1)
        {
            throw new ArgumentException($"{child.Kind} {NamespacedName.Of(child)} needs {owner.Kind} {NamespacedName.Of(owner)} as its only controller.", nameof(child));
        }
    }
}
