using System.Threading.Channels;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Testing.Time;

namespace Transship.Testing.Kubernetes;

/// <summary>A watch whose frames a test sends.</summary>
/// <typeparam name="TEntity">The kind.</typeparam>
/// <param name="query">What was asked for.</param>
public sealed class ScriptedWatch<TEntity>(WatchQuery query)
    where TEntity : class, IKubernetesObject
{
    private readonly Channel<WatchEvent<TEntity>> _frames = Channel.CreateUnbounded<WatchEvent<TEntity>>();
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was asked for.</summary>
    public WatchQuery Query { get; } = query;

    /// <summary>Frames that were sent and not read yet.</summary>
    public int Unread => _frames.Reader.Count;

    /// <summary>Completes when the reader has gone.</summary>
    public Task Left => _left.Task.WaitAsync(Patience.Limit);

    /// <summary>Sends a frame.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="entity">Its object.</param>
    public void Send(WatchEventType type, TEntity? entity) => _frames.Writer.TryWrite(new WatchEvent<TEntity>(type, entity, null));

    /// <summary>Sends an ERROR frame.</summary>
    /// <param name="status">Its Status.</param>
    public void SendError(V1Status status) => _frames.Writer.TryWrite(new WatchEvent<TEntity>(WatchEventType.Error, null, status));

    /// <summary>Ends the stream cleanly.</summary>
    public void End() => _frames.Writer.TryComplete();

    /// <summary>Breaks the stream, or refuses the watch.</summary>
    /// <param name="error">How.</param>
    public void Fail(Exception error) => _frames.Writer.TryComplete(error);

    internal IAsyncEnumerable<WatchEvent<TEntity>> Frames(CancellationToken cancellationToken) => _frames.Reader.ReadAllAsync(cancellationToken);

    internal void Leave() => _left.TrySetResult();
}
