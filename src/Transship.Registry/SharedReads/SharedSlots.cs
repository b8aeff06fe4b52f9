namespace Transship.Registry.SharedReads;

/// <summary>Slots that several hold together; they are given back when the last lets go.</summary>
internal sealed class SharedSlots(IDisposable slots) : IDisposable
{
    private int _holders = 1;

    /// <summary>One more holder.</summary>
    public IDisposable Share()
    {
        Interlocked.Increment(ref _holders);
        return new Hold(this);
    }

    public void Dispose() => Release();

    private void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            slots.Dispose();
        }
    }

    private sealed class Hold(SharedSlots shared) : IDisposable
    {
        private int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
            {
                shared.Release();
            }
        }
    }
}
