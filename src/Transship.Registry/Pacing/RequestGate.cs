namespace Transship.Registry.Pacing;

/// <summary>
/// How many requests an endpoint gets at a time: a window that grows by one per success until the server says for the first time
/// that it is too much (slow start). Then it is halved, and grows by one per round of successes (additive increase, multiplicative decrease).
/// </summary>
internal sealed class RequestGate(int limit, TimeProvider time)
{
    private const int StartWindow = 16;
    private const int MostBulk = 32; // each holds a buffer, and more streams carry no more bytes
    private static readonly TimeSpan Epoch = TimeSpan.FromMilliseconds(100);

    private static long _created;

    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _small = new();
    private readonly LinkedList<TaskCompletionSource> _bulk = new();
    private double _window = Math.Min(StartWindow, limit);
    private int _inUse;
    private int _bulkInUse;
    private long _lastHalved = long.MinValue;

    /// <summary>The order in which those who need several gates take them.</summary>
    public long Order { get; } = Interlocked.Increment(ref _created);

    /// <summary>The present width, for tests and metrics.</summary>
    public int Window
    {
        get
        {
            lock (_lock)
            {
                return (int)_window;
            }
        }
    }

    public async ValueTask<GateLease> EnterAsync(RequestLane lane, CancellationToken cancellationToken)
    {
        TaskCompletionSource waiter;
        LinkedListNode<TaskCompletionSource> node;
        lock (_lock)
        {
            if (Queue(lane).Count == 0 && MayEnter(lane))
            {
                Take(lane);
                return new GateLease(this, lane);
            }

            waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            node = Queue(lane).AddLast(waiter);
        }

        using var registration = cancellationToken.UnsafeRegister(_ => Abandon(lane, node, cancellationToken), null);
        await waiter.Task;
        return new GateLease(this, lane);
    }

    /// <summary>The server answered as it should: the window may grow.</summary>
    public void Succeeded()
    {
        lock (_lock)
        {
            if (_window < limit)
            {
                _window = Math.Min(limit, _window + (_lastHalved == long.MinValue ? 1 : 1 / _window));
                Admit();
            }
        }
    }

    /// <summary>The server said 429 or 503: halve, once per epoch however many answers say so.</summary>
    public void Overloaded()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_lastHalved == long.MinValue || time.GetElapsedTime(_lastHalved, now) >= Epoch)
            {
                _lastHalved = now;
                _window = Math.Max(1, _window / 2);
            }
        }
    }

    internal void Leave(RequestLane lane)
    {
        lock (_lock)
        {
            _inUse--;
            _bulkInUse -= lane == RequestLane.Bulk ? 1 : 0;
            Admit();
        }
    }

    private LinkedList<TaskCompletionSource> Queue(RequestLane lane) => lane == RequestLane.Small ? _small : _bulk;

    private bool MayEnter(RequestLane lane)
    {
        var window = (int)_window;
        var reserved = window switch { >= 8 => 2, >= 2 => 1, _ => 0 };
        return _inUse < window && (lane == RequestLane.Small || _bulkInUse < Math.Min(MostBulk, window - reserved));
    }

    private void Take(RequestLane lane)
    {
        _inUse++;
        _bulkInUse += lane == RequestLane.Bulk ? 1 : 0;
    }

    private void Admit()
    {
        Admit(RequestLane.Small);
        Admit(RequestLane.Bulk);
    }

    private void Admit(RequestLane lane)
    {
        var queue = Queue(lane);
        while (queue.First is { } first && MayEnter(lane))
        {
            queue.RemoveFirst();
            if (first.Value.TrySetResult())
            {
                Take(lane);
            }
        }
    }

    private void Abandon(RequestLane lane, LinkedListNode<TaskCompletionSource> node, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (node.List is not null)
            {
                Queue(lane).Remove(node);
                node.Value.TrySetCanceled(cancellationToken);
            }
        }
    }
}
