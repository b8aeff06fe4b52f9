namespace Transship.Registry.Pacing;

/// <summary>One slot of an endpoint, given back on dispose.</summary>
internal sealed class GateLease(RequestGate gate, RequestLane lane) : IDisposable
{
    private int _returned;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _returned, 1) == 0)
        {
            gate.Leave(lane);
        }
    }
}
