using Transship.Kubernetes.Entities;
using Transship.Runtime.Caching;

namespace Transship.Runtime.Controllers;

/// <summary>Finds the entity that owns a child as its controller (Q12).</summary>
internal sealed class OwnerMap<TOwner>(IEntityCache<TOwner> owners)
    where TOwner : class, IKubernetesObject
{
    private readonly EntityDefinition _owner = EntityDefinition.Of<TOwner>();

    internal IEnumerable<NamespacedName> OwnersOf(IKubernetesObject child)
    {
        var reference = child.Metadata.OwnerReferences?.FirstOrDefault(owner => owner.Controller is true);
        if (reference is null || reference.Kind != _owner.Kind || GroupOf(reference.ApiVersion) != _owner.Group)
        {
            return [];
        }

        var key = new NamespacedName(_owner.Scope == EntityScope.Namespaced ? child.Metadata.Namespace ?? "" : "", reference.Name);
        var known = owners.Get(key);
        return known is null || known.Metadata.Uid == reference.Uid ? [key] : [];
    }

    private static string GroupOf(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : apiVersion[..slash];
    }
}
