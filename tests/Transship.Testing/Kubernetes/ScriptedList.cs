using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;

namespace Transship.Testing.Kubernetes;

/// <summary>A list that waits for its answer.</summary>
/// <typeparam name="TEntity">The kind.</typeparam>
/// <param name="query">What was asked for.</param>
public sealed class ScriptedList<TEntity>(ListQuery query)
    where TEntity : class, IKubernetesObject
{
    private readonly TaskCompletionSource<EntityList<TEntity>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was asked for.</summary>
    public ListQuery Query { get; } = query;

    internal Task<EntityList<TEntity>> Answer => _answer.Task;

    /// <summary>Answers with the whole list.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="items">The objects.</param>
    public void Reply(string version, params TEntity[] items) => ReplyPage(version, null, items);

    /// <summary>Answers with a page.</summary>
    /// <param name="version">The version of the list.</param>
    /// <param name="token">The token of the next page; null on the last one.</param>
    /// <param name="items">The objects.</param>
    public void ReplyPage(string version, string? token, params TEntity[] items) => _answer.SetResult(new EntityList<TEntity>
    {
        Metadata = new V1ListMeta { ResourceVersion = version, Continue = token },
        Items = items,
    });

    /// <summary>Answers with this.</summary>
    /// <param name="list">The list.</param>
    public void Reply(EntityList<TEntity> list) => _answer.SetResult(list);

    /// <summary>Refuses.</summary>
    /// <param name="error">The answer.</param>
    public void Fail(Exception error) => _answer.SetException(error);
}
