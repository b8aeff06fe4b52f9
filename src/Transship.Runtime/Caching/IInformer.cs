using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Caching;

/// <summary>The informer of some kind.</summary>
internal interface IInformer : IAsyncDisposable
{
    /// <summary>The kind, for people.</summary>
    string Kind { get; }

    bool HasSynced { get; }

    /// <summary>What last went wrong.</summary>
    string? LastError { get; }

    void Start();

    /// <summary>Completes when the first full list has been delivered to the handlers.</summary>
    Task WaitForSyncAsync(CancellationToken cancellationToken);

    /// <summary>Hears of every object that another object's change concerns: the new state and, if it differs, the old one.</summary>
    ISubscription Subscribe(Action<IKubernetesObject, bool> handler);
}

/// <summary>A handler that hears of changes until it is disposed.</summary>
internal interface ISubscription : IAsyncDisposable
{
    /// <summary>Completes when the first full list has been delivered to the handler (R12).</summary>
    Task Synced { get; }
}
