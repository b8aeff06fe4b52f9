using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Controllers;

/// <summary>Which changes are worth a reconcile.</summary>
internal static class Predicates
{
    /// <summary>Generation, labels, annotations or deletion changed; a write of the status alone is none of them (Q10).</summary>
    internal static bool Default<TEntity>(TEntity? old, TEntity current)
        where TEntity : class, IKubernetesObject
    {
        if (old is null)
        {
            return true;
        }

        var (before, now) = (old.Metadata, current.Metadata);
        return before.Generation != now.Generation
            || before.DeletionTimestamp != now.DeletionTimestamp
            || !Same(before.Labels, now.Labels)
            || !Same(before.Annotations, now.Annotations)
            || (now.Generation is null && before.ResourceVersion != now.ResourceVersion); // kinds without generations
    }

    private static bool Same(IReadOnlyDictionary<string, string>? a, IReadOnlyDictionary<string, string>? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0)
        && (a is null || a.All(pair => b is not null && b.TryGetValue(pair.Key, out var value) && value == pair.Value));
}
