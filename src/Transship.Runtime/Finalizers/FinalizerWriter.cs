using System.Net;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Runtime.Writes;

namespace Transship.Runtime.Finalizers;

/// <summary>Puts finalizers on an entity and takes them off, against whatever others do to it at the same time.</summary>
internal sealed class FinalizerWriter(IKubernetesClient client, string fieldManager, TimeProvider time)
{
    /// <summary>Adds those that are missing; null when the entity is gone or on its way out (F2).</summary>
    internal Task<TEntity?> AddAsync<TEntity>(TEntity entity, IReadOnlyList<string> identifiers, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject =>
        ChangeAsync(
            entity,
            metadata => metadata.DeletionTimestamp is null ? [.. Known(metadata), .. identifiers.Except(Known(metadata), StringComparer.Ordinal)] : null,
            cancellationToken);

    /// <summary>Removes one; null when the entity is gone.</summary>
    internal Task<TEntity?> RemoveAsync<TEntity>(TEntity entity, string identifier, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject =>
        ChangeAsync(entity, metadata => [.. Known(metadata).Where(known => known != identifier)], cancellationToken);

    private async Task<TEntity?> ChangeAsync<TEntity>(
        TEntity entity, Func<V1ObjectMeta, IReadOnlyList<string>?> change, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject
    {
        TEntity? current = entity;
        for (var step = 1; ; step++)
        {
            if (current is null || current.Metadata.Uid != entity.Metadata.Uid || change(current.Metadata) is not { } wanted)
            {
                return null;
            }

            if (wanted.SequenceEqual(Known(current.Metadata), StringComparer.Ordinal))
            {
                return current;
            }

            try
            {
                var patch = FinalizerPatch.Build(current.Metadata, wanted, fieldManager);
                return await client.PatchAsync<TEntity>(current.Metadata.Name!, current.Metadata.Namespace, patch, cancellationToken);
            }
            catch (KubernetesException error) when (error.IsNotFound)
            {
                return null;
            }
            catch (KubernetesException error) when (IsStale(error) && step < ConflictRetry.Steps)
            {
                await ConflictRetry.PauseAsync(step, time, cancellationToken); // W1
                current = await client.GetAsync<TEntity>(entity.Metadata.Name!, entity.Metadata.Namespace, cancellationToken);
            }
        }
    }

    /// <summary>A failed test is told as 422 by an API server, and a lost race as 409.</summary>
    private static bool IsStale(KubernetesException error) => error.IsConflict || error.Code == HttpStatusCode.UnprocessableEntity;

    private static IReadOnlyList<string> Known(V1ObjectMeta metadata) => metadata.Finalizers ?? [];
}
