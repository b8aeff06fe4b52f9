using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Caching;

/// <summary>Takes off what no controller reads and what makes up a quarter of an object (R15).</summary>
internal static class Slimming
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    internal static TEntity Slim<TEntity>(TEntity entity)
        where TEntity : class, IKubernetesObject
    {
        var metadata = entity.Metadata;
        var applied = metadata.Annotations?.ContainsKey(LastApplied) ?? false;
        if ((metadata.ManagedFields is null && !applied) || entity is not KubernetesObject whole)
        {
            return entity;
        }

        var annotations = applied
            ? metadata.Annotations!.Where(pair => pair.Key != LastApplied).ToDictionary(StringComparer.Ordinal)
            : metadata.Annotations;
        return (TEntity)(object)(whole with { Metadata = metadata with { ManagedFields = null, Annotations = annotations } });
    }
}
