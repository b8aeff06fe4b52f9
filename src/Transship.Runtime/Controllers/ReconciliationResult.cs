using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Controllers;

/// <summary>How a reconcile ended, and when the key is due again (Q3).</summary>
/// <typeparam name="TEntity">The entity type.</typeparam>
public sealed record ReconciliationResult<TEntity>
    where TEntity : class, IKubernetesObject
{
    private ReconciliationResult(TEntity entity) => Entity = entity;

    /// <summary>The entity as the reconcile leaves it.</summary>
    public TEntity Entity { get; }

    /// <summary>Whether the reconcile reached its goal.</summary>
    public bool IsSuccess { get; private init; }

    /// <summary>Whether a repetition is pointless until the entity changes.</summary>
    public bool IsTerminal { get; private init; }

    /// <summary>Whether the reconcile only waits for something that goes on: no failure, and not the goal yet.</summary>
    public bool IsWaiting { get; private init; }

    /// <summary>What went wrong, or what is waited for: one sentence.</summary>
    public string? ErrorMessage { get; private init; }

    /// <summary>The cause, where there is one.</summary>
    public Exception? Error { get; private init; }

    /// <summary>When the key is due again. A failure without it comes back with exponential back-off; nothing is ever dropped.</summary>
    public TimeSpan? RequeueAfter { get; private init; }

    /// <summary>The goal is reached.</summary>
    /// <param name="entity">The entity as the reconcile leaves it.</param>
    /// <param name="requeueAfter">When to look again; null for the next change.</param>
    public static ReconciliationResult<TEntity> Success(TEntity entity, TimeSpan? requeueAfter = null) =>
        new(entity) { IsSuccess = true, RequeueAfter = requeueAfter };

    /// <summary>The goal is not reached; the key comes back.</summary>
    /// <param name="entity">The entity as the reconcile leaves it.</param>
    /// <param name="errorMessage">What went wrong, one sentence.</param>
    /// <param name="error">The cause.</param>
    /// <param name="requeueAfter">When to try again; null for the queue's exponential back-off.</param>
    public static ReconciliationResult<TEntity> Failure(
        TEntity entity, string errorMessage, Exception? error = null, TimeSpan? requeueAfter = null) =>
        new(entity) { ErrorMessage = errorMessage, Error = error, RequeueAfter = requeueAfter };

    /// <summary>The goal is not reached yet, and nothing went wrong: the key comes back without counting as a failure.</summary>
    /// <param name="entity">The entity as the reconcile leaves it.</param>
    /// <param name="reason">What is waited for, one sentence.</param>
    /// <param name="requeueAfter">When to look again.</param>
    public static ReconciliationResult<TEntity> Waiting(TEntity entity, string reason, TimeSpan requeueAfter) =>
        new(entity) { IsWaiting = true, ErrorMessage = reason, RequeueAfter = requeueAfter };

    /// <summary>The goal cannot be reached until the entity changes: counted, not requeued (Q3).</summary>
    /// <param name="entity">The entity as the reconcile leaves it.</param>
    /// <param name="errorMessage">What is wrong, one sentence.</param>
    public static ReconciliationResult<TEntity> Terminal(TEntity entity, string errorMessage) =>
        new(entity) { IsTerminal = true, ErrorMessage = errorMessage };
}
