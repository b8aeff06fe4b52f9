using Transship.Registry.Clients;
using Transship.Registry.Pacing;

namespace Transship.Registry.Copying;

/// <summary>
/// A slot at the source and one at each destination, taken in one order by everybody: copies that run in opposite directions
/// can never wait for each other in a circle.
/// </summary>
internal sealed class BulkSlots : IDisposable
{
    private readonly List<GateLease> _leases = [];

    private BulkSlots()
    {
    }

    public static async Task<IDisposable> EnterAsync(IEnumerable<IRegistryClient> registries, CancellationToken cancellationToken)
    {
        var slots = new BulkSlots();
        try
        {
            foreach (var gate in registries.Select(r => r.Gate).OfType<RequestGate>().Distinct().OrderBy(g => g.Order))
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
