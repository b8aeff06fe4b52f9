using System.Collections.Concurrent;
using System.Globalization;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Writes;

namespace Transship.Operator.Status;

/// <summary>
/// Writes the statuses of a kind and remembers them until the cache has caught up, so that a reconcile never decides by a status
/// that it has overwritten itself (W8). One writer per status: nobody else writes it.
/// </summary>
/// <typeparam name="TEntity">The kind.</typeparam>
internal sealed class OwnStatus<TEntity>(StatusWriter writer)
    where TEntity : class, IKubernetesObject
{
    private readonly ConcurrentDictionary<NamespacedName, TEntity> _written = new();

    /// <summary>How many statuses the cache has not shown yet.</summary>
    public int Remembered => _written.Count;

    /// <summary>The newer of what the cache shows and what was written last.</summary>
    public TEntity Newest(TEntity cached)
    {
        var key = NamespacedName.Of(cached);
        if (!_written.TryGetValue(key, out var written))
        {
            return cached;
        }

        if (written.Metadata.Uid == cached.Metadata.Uid && Version(cached) < Version(written))
        {
            return written;
        }

        _written.TryRemove(KeyValuePair.Create(key, written));
        return cached;
    }

    /// <summary>Makes the status of an entity what <paramref name="desired"/> says; writes nothing when it is so already.</summary>
    public async Task<TEntity> WriteAsync(TEntity observed, TEntity desired, CancellationToken cancellationToken)
    {
        var stored = await writer.ApplyAsync(observed, desired, cancellationToken);
        if (stored.Metadata.ResourceVersion != observed.Metadata.ResourceVersion)
        {
            _written[NamespacedName.Of(stored)] = stored;
        }

        return stored;
    }

    /// <summary>The entity is gone.</summary>
    public void Forget(TEntity entity) => _written.TryRemove(NamespacedName.Of(entity), out _);

    /// <summary>Versions of one object are comparable decimal numbers (KEP-5504); of any other server nothing is remembered.</summary>
    private static ulong Version(TEntity entity) =>
        ulong.TryParse(entity.Metadata.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
