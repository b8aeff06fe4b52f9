using Transship.Registry.Clients;
using Transship.Registry.Pacing;

namespace Transship.Registry.Copying;

/// <summary>
/// A slot at the source and one at the destination, taken in one order by everybody: copies that run in opposite directions
/// can never wait for each other in a circle.
/// </summary>
internal sealed class BulkSlots : IDisposable
{
    private readonly List<GateLease> _leases = [];

    private BulkSlots()
    {
    }

    public static async Task<IDisposable> EnterAsync(IRegistryClient source, IRegistryClient destination, CancellationToken cancellationToken)
    {
        var slots = new BulkSlots();
        try
        {
            foreach (var gate in new[] { source.Gate, destination.Gate }.OfType<RequestGate>().Distinct().OrderBy(g => g.Order))
            {
                slots._leases.Add(await gate.EnterAsync(RequestLane.Bulk, cancellationToken));
            }

            return slots;
        }
        catch
        {
            slots.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var lease in _leases)
        {
            lease.Dispose();
        }
    }
}
