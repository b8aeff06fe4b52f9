using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;

namespace Transship.Testing.Kubernetes;

/// <summary>An API server in memory, for tests of what stands on a client: versions, generations, status split, finalizers, watches.</summary>
public sealed class FakeCluster : IKubernetesClient
{
    private readonly FakeStore _store;
    private readonly ConcurrentQueue<FakeRequest> _requests = new();
    private int _watchesSoFar;

    /// <summary>Creates an empty cluster.</summary>
    /// <param name="time">Its clock, for creation and deletion times.</param>
    public FakeCluster(TimeProvider? time = null) => _store = new FakeStore(time ?? TimeProvider.System);

    /// <summary>Called before each request; throws to refuse it, waits to delay it.</summary>
    public Func<FakeRequest, CancellationToken, Task>? Before { get; set; }

    /// <summary>Called after each request that succeeded; throws to lose its answer.</summary>
    public Func<FakeRequest, CancellationToken, Task>? After { get; set; }

    /// <summary>All requests so far.</summary>
    public IReadOnlyList<FakeRequest> Requests => [.. _requests];

    /// <summary>Requests that change something.</summary>
    public IEnumerable<FakeRequest> Writes => _requests.Where(request => request.Verb is "create" or "update" or "patch" or "delete");

    /// <summary>How many watches were ever asked for.</summary>
    public int WatchesSoFar => Volatile.Read(ref _watchesSoFar);

    /// <summary>Watches that are open.</summary>
    public int OpenWatches => _store.OpenWatches;

    /// <summary>The newest version.</summary>
    public string Version => _store.Version;

    /// <summary>Forgets the history: watches from older versions expire.</summary>
    public void Compact() => _store.Compact();

    /// <summary>Ends all watches.</summary>
    /// <param name="how">How; null for a clean end.</param>
    public void EndWatches(Exception? how = null) => _store.EndWatches(how);

    /// <inheritdoc/>
    public Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        ServeAsync<T?>(new("get", EntityDefinition.Of<T>().Kind, @namespace, name), () => _store.Get<T>(name, @namespace), cancellationToken);

    /// <inheritdoc/>
    public Task<EntityList<T>> ListAsync<T>(ListQuery query, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        ServeAsync(new("list", EntityDefinition.Of<T>().Kind, query.Namespace, null), () => _store.List<T>(query), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(WatchQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var request = new FakeRequest("watch", EntityDefinition.Of<T>().Kind, query.Namespace, null);
        using var watch = await ServeAsync(request, () => _store.Watch<T>(query), cancellationToken);
        await foreach (var frame in watch.Frames.ReadAllAsync(cancellationToken))
        {
            yield return frame.As<T>();
        }
    }

    /// <inheritdoc/>
    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        ServeAsync(new("create", entity.Kind, entity.Metadata.Namespace, entity.Metadata.Name), () => _store.Create(entity), cancellationToken);

    /// <inheritdoc/>
    public Task<T> UpdateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        ServeAsync(new("update", entity.Kind, entity.Metadata.Namespace, entity.Metadata.Name), () => _store.Update(entity), cancellationToken);

    /// <inheritdoc/>
    public Task<T> PatchAsync<T>(string name, string? @namespace, Patch patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => ServeAsync(
            new("patch", EntityDefinition.Of<T>().Kind, @namespace, name) { Patch = patch }, () => _store.Patch<T>(name, @namespace, patch), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync<T>(string name, string? @namespace, DeleteOptions? options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => ServeAsync(
            new("delete", EntityDefinition.Of<T>().Kind, @namespace, name) { Delete = options }, () => _store.Delete<T>(name, @namespace, options), cancellationToken);

    /// <summary>Creates an object at once.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="entity">The object.</param>
    public T Add<T>(T entity)
        where T : class, IKubernetesObject => _store.Create(entity);

    /// <summary>Replaces an object at once, whatever its version, as somebody else would.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="name">Name.</param>
    /// <param name="change">What to make of it.</param>
    /// <param name="namespace">Namespace.</param>
    public T Change<T>(string name, Func<T, T> change, string? @namespace = "default")
        where T : class, IKubernetesObject =>
        _store.Update(change(_store.Get<T>(name, @namespace) ?? throw Failures.Of(HttpStatusCode.NotFound, "NotFound")));

    /// <summary>Deletes an object at once.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="name">Name.</param>
    /// <param name="namespace">Namespace.</param>
    public bool Remove<T>(string name, string? @namespace = "default")
        where T : class, IKubernetesObject => _store.Delete<T>(name, @namespace, null);

    /// <summary>An object as it is stored, or null.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="name">Name.</param>
    /// <param name="namespace">Namespace.</param>
    public T? Peek<T>(string name, string? @namespace = "default")
        where T : class, IKubernetesObject => _store.Get<T>(name, @namespace);

    /// <summary>All objects of a kind as they are stored.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    public IReadOnlyList<T> PeekAll<T>()
        where T : class, IKubernetesObject => _store.List<T>(new ListQuery()).Items;

    private async Task<TResult> ServeAsync<TResult>(FakeRequest request, Func<TResult> serve, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        _requests.Enqueue(request);
        Interlocked.Add(ref _watchesSoFar, request.Verb == "watch" ? 1 : 0);
        if (Before is { } before)
        {
            await before(request, cancellationToken);
        }

        var result = serve();
        if (After is { } after)
        {
            await after(request, cancellationToken);
        }

        return result;
    }
}
