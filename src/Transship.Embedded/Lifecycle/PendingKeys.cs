using Transship.Embedded.Storage;

namespace Transship.Embedded.Lifecycle;

/// <summary>Objects that somebody has to look at, each once however often it was named.</summary>
internal sealed class PendingKeys : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<ObjectKey> _waiting = [];
    private readonly Queue<ObjectKey> _order = new();
    private readonly SemaphoreSlim _available = new(0);

    public void Add(ObjectKey key)
    {
        lock (_gate)
        {
            if (!_waiting.Add(key))
            {
                return;
            }

            _order.Enqueue(key);
        }

        _available.Release();
    }

    public async Task<ObjectKey> TakeAsync(CancellationToken cancellationToken)
    {
        await _available.WaitAsync(cancellationToken);
        lock (_gate)
        {
            var key = _order.Dequeue();
            _waiting.Remove(key);
            return key;
        }
    }

    public void Dispose() => _available.Dispose();
}
