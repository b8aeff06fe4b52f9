using Transship.Kubernetes.Entities;

namespace Transship.Kubernetes.Client;

/// <summary>Typed access to an API server. One instance serves a whole process; all members may be called concurrently.</summary>
/// <remarks>Every member throws <see cref="KubernetesException"/> with the server's <c>Status</c> unless it says otherwise.</remarks>
public interface IKubernetesClient
{
    /// <summary>One object, or null where there is none.</summary>
    Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>One page of a collection.</summary>
    Task<EntityList<T>> ListAsync<T>(ListQuery query, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>The changes of a collection from a version on. Ends when the server ends it: a clean end is normal (R9).</summary>
    /// <remarks>ERROR frames come as events of type <see cref="WatchEventType.Error"/>; a refused request throws.</remarks>
    IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(WatchQuery query, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Stores a new object.</summary>
    Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Replaces an object; its resource version must be the stored one (W1).</summary>
    Task<T> UpdateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Changes an object, or a subresource of it, by a patch.</summary>
    Task<T> PatchAsync<T>(string name, string? @namespace, Patch patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Deletes an object; true when there was one.</summary>
    Task<bool> DeleteAsync<T>(string name, string? @namespace, DeleteOptions? options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;
}
