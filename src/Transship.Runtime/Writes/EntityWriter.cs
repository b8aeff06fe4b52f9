using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;

namespace Transship.Runtime.Writes;

/// <summary>Writes that are safe against others who write at the same time, and against a cache that is late (W1, W7 to W9).</summary>
/// <param name="client">The API server.</param>
/// <param name="time">The clock of the pauses between attempts.</param>
public sealed class EntityWriter(IKubernetesClient client, TimeProvider time)
{
    /// <summary>Replaces an object by what <paramref name="change"/> makes of it; after a lost race the intent is applied to the newest state (W1).</summary>
    /// <typeparam name="TEntity">The kind.</typeparam>
    /// <param name="entity">The object as known; may be stale.</param>
    /// <param name="change">The intent. Returning its argument means that there is nothing to do.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <returns>The object as stored; null when it is gone.</returns>
    /// <exception cref="KubernetesException">Refused, or five races lost in a row.</exception>
    public async Task<TEntity?> ModifyAsync<TEntity>(TEntity entity, Func<TEntity, TEntity> change, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject
    {
        TEntity? current = entity;
        for (var step = 1; ; step++)
        {
            if (current is null || current.Metadata.Uid != entity.Metadata.Uid)
            {
                return null;
            }

            var changed = change(current);
            if (ReferenceEquals(changed, current))
            {
                return current;
            }

            try
            {
                return await client.UpdateAsync(changed, cancellationToken);
            }
            catch (KubernetesException error) when (error.IsNotFound)
            {
                return null;
            }
            catch (KubernetesException error) when (error.IsConflict && step < ConflictRetry.Steps)
            {
                await ConflictRetry.PauseAsync(step, time, cancellationToken);
                current = await client.GetAsync<TEntity>(entity.Metadata.Name!, entity.Metadata.Namespace, cancellationToken);
            }
        }
    }

    /// <summary>Creates a child under a name that follows from its purpose, so that doing it twice is harmless; one that is there already is adopted (W7, W8).</summary>
    /// <typeparam name="TChild">The kind of the child.</typeparam>
    /// <param name="child">The child: a fixed name, and an owner reference with controller=true to <paramref name="owner"/>.</param>
    /// <param name="owner">The owner, in the child's namespace or cluster-scoped (F6).</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The child as stored.</returns>
    /// <exception cref="ArgumentException">The child has no name, or does not belong to the owner.</exception>
    /// <exception cref="OwnershipException">An object of that name belongs to somebody else.</exception>
    /// <exception cref="KubernetesException">Refused.</exception>
    public async Task<TChild> CreateChildAsync<TChild>(TChild child, IKubernetesObject owner, CancellationToken cancellationToken)
        where TChild : class, IKubernetesObject
    {
        Ownership.Check(child, owner);
        try
        {
            return await client.CreateAsync(child, cancellationToken);
        }
        catch (KubernetesException error) when (error.IsAlreadyExists)
        {
            var present = await client.GetAsync<TChild>(child.Metadata.Name!, child.Metadata.Namespace, cancellationToken);
            return present switch
            {
                null => throw new KubernetesException($"{child.Kind} {NamespacedName.Of(child)} went away while it was adopted.", error),
                _ when Ownership.IsControlledBy(present, owner) => present,
                _ => throw new OwnershipException(present, owner),
            };
        }
    }

    /// <summary>Deletes the very object that was seen, not one that took its name since (W9); true when there was one.</summary>
    /// <typeparam name="TEntity">The kind.</typeparam>
    /// <param name="seen">The object as known.</param>
    /// <param name="onlyThisVersion">Whether any change since then is a reason to leave it.</param>
    /// <param name="propagation">What becomes of its dependents.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="KubernetesException">Refused; a conflict when the object is another one or, if asked for, has changed.</exception>
    public Task<bool> DeleteAsync<TEntity>(
        TEntity seen, bool onlyThisVersion, DeletePropagation propagation, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject
    {
        V1ObjectMeta metadata = seen.Metadata;
        var options = new DeleteOptions
        {
            Uid = metadata.Uid,
            ResourceVersion = onlyThisVersion ? metadata.ResourceVersion : null,
            Propagation = propagation,
        };
        return client.DeleteAsync<TEntity>(metadata.Name!, metadata.Namespace, options, cancellationToken);
    }
}
