using Microsoft.Extensions.Logging;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Hosting;
using Transship.Runtime.Telemetry;

namespace Transship.Runtime.Caching;

/// <summary>The cache of a kind: one reflector per watched namespace fills one store, and handlers hear of the changes.</summary>
internal sealed class Informer<TEntity> : IInformer, IEntityCache<TEntity>, IReflectorTarget<TEntity>
    where TEntity : class, IKubernetesObject
{
    private readonly Lock _gate = new();
    private readonly EntityStore<TEntity> _store;
    private readonly List<ChangeFeed<TEntity>> _feeds = [];
    private readonly List<Reflector<TEntity>> _reflectors = [];
    private readonly HashSet<string> _unlisted;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private Task _syncing = Task.CompletedTask;

    internal Informer(
        IKubernetesClient client, OperatorSettings settings, CacheOptions<TEntity> options, TimeProvider time, ILoggerFactory loggers, RuntimeMetrics metrics)
    {
        _logger = loggers.CreateLogger<Informer<TEntity>>();
        _store = new EntityStore<TEntity>(options.Indexes);
        var isClusterScoped = EntityDefinition.Of<TEntity>().Scope == EntityScope.Cluster;
        string?[] namespaces = isClusterScoped || settings.WatchNamespaces.Count == 0
            ? [null]
            : [.. settings.WatchNamespaces.Distinct(StringComparer.Ordinal)];
        _unlisted = namespaces.Select(ns => ns ?? "").ToHashSet(StringComparer.Ordinal);
        foreach (var ns in namespaces)
        {
            var watched = new ReflectorOptions { Namespace = ns, LabelSelector = options.LabelSelector, UseWatchList = settings.UseWatchList };
            _reflectors.Add(new Reflector<TEntity>(client, watched, this, time, settings.Jitter, loggers.CreateLogger<Reflector<TEntity>>(), metrics));
        }
    }

    public string Kind { get; } = EntityDefinition.Of<TEntity>().Kind;

    public bool HasSynced => _synced.Task.IsCompletedSuccessfully;

    public string? LastError => _reflectors.Select(reflector => reflector.LastError).FirstOrDefault(error => error is not null);

    public void Start() => _running = Task.WhenAll(_reflectors.Select(reflector => Task.Run(() => reflector.RunAsync(_stop.Token))));

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _synced.Task.WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        ChangeFeed<TEntity>[] feeds;
        lock (_gate)
        {
            feeds = [.. _feeds];
            _feeds.Clear();
        }

        foreach (var feed in feeds)
        {
            await feed.DisposeAsync();
        }

        await _syncing;
        _stop.Dispose();
    }

    public TEntity? Get(NamespacedName key) => _store.Get(key);

    public IReadOnlyCollection<TEntity> List(string? @namespace = null) => _store.List(@namespace);

    public IReadOnlyCollection<TEntity> ByIndex(string index, string value) => _store.ByIndex(index, value);

    /// <summary>Adds a handler; what is stored already comes first.</summary>
    internal ISubscription Subscribe(Action<EntityChange<TEntity>> handler)
    {
        var feed = new ChangeFeed<TEntity>(handler, _logger);
        lock (_gate)
        {
            foreach (var entity in _store.List(null))
            {
                feed.Post(new EntityChange<TEntity>(ChangeKind.Added, null, entity, IsInitial: true, IsStale: false));
            }

            if (_unlisted.Count == 0)
            {
                feed.PostSynced();
            }

            _feeds.Add(feed);
        }

        return new Subscription(this, feed);
    }

    public ISubscription Subscribe(Action<IKubernetesObject, bool> handler) => Subscribe(change =>
    {
        handler(change.Entity, change.IsInitial);
        if (change.Old is not null)
        {
            handler(change.Old, change.IsInitial);
        }
    });

    TEntity? IReflectorTarget<TEntity>.Find(NamespacedName key) => _store.Get(key);

    void IReflectorTarget<TEntity>.Replace(string? @namespace, IReadOnlyCollection<TEntity> entities)
    {
        lock (_gate)
        {
            var isFirst = _unlisted.Contains(@namespace ?? "");
            foreach (var change in _store.Replace(@namespace, entities, isFirst))
            {
                Post(change);
            }

            if (_unlisted.Remove(@namespace ?? "") && _unlisted.Count == 0)
            {
                _feeds.ForEach(feed => feed.PostSynced());
                _syncing = CompleteSyncAsync([.. _feeds]);
            }
        }
    }

    void IReflectorTarget<TEntity>.Upsert(TEntity entity)
    {
        lock (_gate)
        {
            var old = _store.Upsert(entity);
            if (old is null)
            {
                Post(new EntityChange<TEntity>(ChangeKind.Added, null, entity, IsInitial: false, IsStale: false));
            }
            else if (!Versions.Same(old, entity))
            {
                Post(new EntityChange<TEntity>(ChangeKind.Updated, old, entity, IsInitial: false, IsStale: false));
            }
        }
    }

    void IReflectorTarget<TEntity>.Remove(TEntity final)
    {
        lock (_gate)
        {
            var old = _store.Remove(NamespacedName.Of(final));
            Post(new EntityChange<TEntity>(ChangeKind.Deleted, old, final, IsInitial: false, IsStale: false));
        }
    }

    private void Post(EntityChange<TEntity> change) => _feeds.ForEach(feed => feed.Post(change));

    /// <summary>R12: in sync means delivered, not merely stored.</summary>
    private async Task CompleteSyncAsync(ChangeFeed<TEntity>[] feeds)
    {
        try
        {
            await Task.WhenAll(feeds.Select(feed => feed.Synced));
            _synced.TrySetResult();
        }
        catch (OperationCanceledException)
        {
            _synced.TrySetCanceled();
        }
    }

    private sealed class Subscription(Informer<TEntity> informer, ChangeFeed<TEntity> feed) : ISubscription
    {
        public Task Synced => feed.Synced;

        public async ValueTask DisposeAsync()
        {
            lock (informer._gate)
            {
                informer._feeds.Remove(feed);
            }

            await feed.DisposeAsync();
        }
    }
}
