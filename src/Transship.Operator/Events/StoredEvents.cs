using Transship.Api.Executions;
using Transship.Api.Rules;

namespace Transship.Operator.Events;

/// <summary>Remembers what was stored last, so that a delivery that is repeated starts nothing again. What has no event's name cannot be told from new.</summary>
/// <param name="capacity">How much is remembered.</param>
internal sealed class StoredEvents(int capacity = 16_384)
{
    private readonly Lock _lock = new();
    private readonly HashSet<(string Rule, ExecutionResource Resource)> _known = [];
    private readonly Queue<(string Rule, ExecutionResource Resource)> _order = new();

    /// <summary>What was not stored for the rule yet, as far as is remembered.</summary>
    public IReadOnlyList<ExecutionResource> Unknown(ReplicationRule rule, IEnumerable<ExecutionResource> resources)
    {
        lock (_lock)
        {
            return [.. resources.Where(resource => resource.Event is null || !_known.Contains((rule.Metadata.Uid!, resource)))];
        }
    }

    /// <summary>All of this is stored.</summary>
    public void Add(ReplicationRule rule, IEnumerable<ExecutionResource> resources)
    {
        lock (_lock)
        {
            foreach (var entry in resources.Where(resource => resource.Event is not null).Select(resource => (rule.Metadata.Uid!, resource)))
            {
                if (_known.Add(entry))
                {
                    _order.Enqueue(entry);
                }
            }

            while (_order.Count > capacity)
            {
                _known.Remove(_order.Dequeue());
            }
        }
    }
}
