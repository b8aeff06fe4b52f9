using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Caching;

/// <summary>
/// Delivers the changes of a kind to one handler on a loop of its own, so that a slow handler stops nobody from reading (R14).
/// What waits is bounded by the number of objects: changes of one key become their sum.
/// </summary>
internal sealed partial class ChangeFeed<TEntity> : IAsyncDisposable
    where TEntity : class, IKubernetesObject
{
    private readonly Lock _gate = new();
    private readonly Action<EntityChange<TEntity>> _handler;
    private readonly ILogger _logger;
    private readonly Queue<Entry> _order = new();
    private readonly Dictionary<NamespacedName, PendingChange<TEntity>> _pending = [];
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _pump;

    internal ChangeFeed(Action<EntityChange<TEntity>> handler, ILogger logger)
    {
        _handler = handler;
        _logger = logger;
        _pump = Task.Run(PumpAsync);
    }

    /// <summary>Completes when the first full list has been delivered to the handler (R12).</summary>
    internal Task Synced => _synced.Task;

    internal int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _order.Count;
            }
        }
    }

    internal void Post(EntityChange<TEntity> change)
    {
        lock (_gate)
        {
            if (_pending.TryGetValue(change.Key, out var pending))
            {
                _pending[change.Key] = pending.Merge(change);
                return;
            }

            _pending[change.Key] = PendingChange<TEntity>.Of(change);
            _order.Enqueue(new Entry(change.Key, IsMarker: false));
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>What was posted so far is the first full list.</summary>
    internal void PostSynced()
    {
        lock (_gate)
        {
            _order.Enqueue(new Entry(default, IsMarker: true));
        }

        _signal.Writer.TryWrite(true);
    }

    public async ValueTask DisposeAsync()
    {
        _signal.Writer.TryComplete();
        await _pump;
    }

    private async Task PumpAsync()
    {
        while (await _signal.Reader.WaitToReadAsync())
        {
            _signal.Reader.TryRead(out _);
            while (!_signal.Reader.Completion.IsCompleted && TryNext(out var pending, out var isMarker))
            {
                if (isMarker)
                {
                    _synced.TrySetResult();
                    continue;
                }

                foreach (var change in pending.Changes())
                {
                    Deliver(change);
                }
            }
        }

        _synced.TrySetCanceled();
    }

    private bool TryNext(out PendingChange<TEntity> pending, out bool isMarker)
    {
        lock (_gate)
        {
            pending = default;
            isMarker = false;
            if (!_order.TryDequeue(out var entry))
            {
                return false;
            }

            isMarker = entry.IsMarker;
            if (!isMarker)
            {
                _pending.Remove(entry.Key, out pending);
            }

            return true;
        }
    }

    private void Deliver(EntityChange<TEntity> change)
    {
        try
        {
            _handler(change);
        }
        catch (Exception error)
        {
            Log.HandlerFailed(_logger, error, typeof(TEntity).Name, change.Key);
        }
    }

    private readonly record struct Entry(NamespacedName Key, bool IsMarker);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A handler failed on a change of {Kind} {Key}; the change is lost to it until the next one.")]
        internal static partial void HandlerFailed(ILogger logger, Exception error, string kind, NamespacedName key);
    }
}
