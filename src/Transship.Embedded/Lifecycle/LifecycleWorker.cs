using Microsoft.Extensions.Logging;
using Transship.Embedded.Kinds;
using Transship.Embedded.Objects;
using Transship.Embedded.Storage;

namespace Transship.Embedded.Lifecycle;

/// <summary>Does what a cluster's controllers do: collects garbage, empties namespaces, establishes definitions, forgets old events.</summary>
internal sealed class LifecycleWorker : IAsyncDisposable
{
    private readonly ObjectStore _store;
    private readonly KindRegistry _kinds;
    private readonly ILogger _logger;
    private readonly PendingKeys _pending = new();
    private readonly GarbageCollector _garbage;
    private readonly NamespaceLifecycle _namespaces;
    private readonly DefinitionLifecycle _definitions;
    private readonly EventExpiry _events;
    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;
    private Task _expiry = Task.CompletedTask;

    public LifecycleWorker(ObjectStore store, KindRegistry kinds, ObjectRemover remover, TimeProvider time, ILogger logger)
    {
        _store = store;
        _kinds = kinds;
        _logger = logger;
        _garbage = new GarbageCollector(store, kinds, remover, _pending);
        _namespaces = new NamespaceLifecycle(store, kinds, remover);
        _definitions = new DefinitionLifecycle(store, remover, time);
        _events = new EventExpiry(store, time);
        store.Written = OnWritten;
    }

    /// <summary>Takes up what an earlier process left, and starts.</summary>
    public void Start()
    {
        foreach (var definition in _store.List(BuiltInKinds.Definitions).Items.Values)
        {
            Serve(definition);
        }

        foreach (var key in _store.Keys())
        {
            _pending.Add(key);
        }

        _work = WorkAsync(_stop.Token);
        _expiry = _events.RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _store.Written = null;
        await _stop.CancelAsync();
        await Task.WhenAll(_work, _expiry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _pending.Dispose();
    }

    // Runs within the store's lock: a definition's kinds are served from the moment it is stored.
    private void OnWritten(Change change)
    {
        var item = change.Current ?? change.Previous!;
        if (change.Key.Storage == BuiltInKinds.Definitions)
        {
            if (change.Current is null)
            {
                _kinds.Replace(change.Key.Name, []);
            }
            else
            {
                Serve(item);
            }
        }

        if (change.Current is null)
        {
            Removed(change.Key, item);
        }
        else if (change.Key.Storage is BuiltInKinds.Namespaces or BuiltInKinds.Definitions || item.Meta.IsTerminating || item.Meta.Owners.Any())
        {
            _pending.Add(change.Key);
        }
    }

    private void Removed(ObjectKey key, StoredObject item)
    {
        foreach (var dependent in item.Meta.Uid is { } uid ? _store.Dependents(uid) : [])
        {
            _pending.Add(dependent);
        }

        foreach (var owner in item.Meta.Owners)
        {
            if (_store.FindByUid(owner.Uid, out var ownerKey) is { Meta.IsTerminating: true })
            {
                _pending.Add(ownerKey);
            }
        }

        AddTerminating(new ObjectKey(BuiltInKinds.Namespaces, "", key.Namespace));
        AddTerminating(new ObjectKey(BuiltInKinds.Definitions, "", key.Storage));
    }

    private void AddTerminating(ObjectKey key)
    {
        if (key.Name.Length > 0 && _store.Get(key) is { Meta.IsTerminating: true })
        {
            _pending.Add(key);
        }
    }

    private void Serve(StoredObject definition) => _kinds.Replace(definition.Meta.Name, CustomKinds.Read(definition.Node));

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var key = await _pending.TakeAsync(cancellationToken);
            try
            {
                FollowUp(key);
            }
            catch (Exception e)
            {
                // One object that cannot be followed up must not keep all others from it.
                ServerLog.FollowUpFailed(_logger, key.Storage, key.Path, e);
            }
        }
    }

    private void FollowUp(ObjectKey key)
    {
        if (_store.Get(key) is not { } item)
        {
            return;
        }

        switch (key.Storage)
        {
            case BuiltInKinds.Namespaces:
                _namespaces.Process(key, item);
                break;
            case BuiltInKinds.Definitions:
                _definitions.Process(key, item);
                break;
        }

        _garbage.Process(key, item);
    }
}
