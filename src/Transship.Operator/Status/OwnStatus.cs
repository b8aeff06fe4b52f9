using System.Collections.Concurrent;
using System.Globalization;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Caching;
using Transship.Runtime.Writes;

namespace Transship.Operator.Status;

/// <summary>
/// Writes the statuses of a kind and remembers them until the cache has caught up, so that a reconcile never decides by a status
/// that it has overwritten itself (W8). One writer per status: nobody else writes it.
/// </summary>
/// <typeparam name="TEntity">The kind.</typeparam>
internal sealed class OwnStatus<TEntity>(StatusWriter writer, IEntityCache<TEntity> cache)
    where TEntity : class, IKubernetesObject
{
    /// <summary>With two looks for each write, all that the cache has shown is soon let go.</summary>
    private const int LooksPerWrite = 2;

    private readonly ConcurrentDictionary<NamespacedName, TEntity> _written = new();
    private readonly ConcurrentQueue<NamespacedName> _order = new();

    /// <summary>How many statuses are remembered: those that the cache has not shown yet, and a few more.</summary>
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
            Remember(stored);
        }

        return stored;
    }

    /// <summary>A status was written in another way.</summary>
    public void Remember(TEntity stored)
    {
        var key = NamespacedName.Of(stored);
        if (_written.TryAdd(key, stored))
        {
            _order.Enqueue(key);
        }
        else
        {
            _written[key] = stored;
        }

        LetGo();
    }

    /// <summary>The entity is gone.</summary>
    public void Forget(TEntity entity) => _written.TryRemove(NamespacedName.Of(entity), out _);

    /// <summary>An entity that is written for the last time is never asked for again.</summary>
    private void LetGo()
    {
        for (var looks = 0; looks < LooksPerWrite && _order.TryDequeue(out var key); looks++)
        {
            if (cache.Get(key) is { } cached)
            {
                Newest(cached);
            }
            else
            {
                _written.TryRemove(key, out _);
            }

            if (_written.ContainsKey(key))
            {
                _order.Enqueue(key);
            }
        }
    }

    /// <summary>Versions of one object are comparable decimal numbers (KEP-5504); of any other server nothing is remembered.</summary>
    private static ulong Version(TEntity entity) =>
        ulong.TryParse(entity.Metadata.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
