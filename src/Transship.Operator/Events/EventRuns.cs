using Transship.Api.Executions;
using Transship.Api.Rules;

namespace Transship.Operator.Events;

/// <summary>
/// Turns events into executions. Of the deliveries that come for a rule while one is being stored, the next to get its turn stores all: so a burst costs few
/// writes, and each delivery is told when its own events are stored.
/// </summary>
internal sealed class EventRuns(EventExecutions executions)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Inbox> _inboxes = new(StringComparer.Ordinal);

    /// <summary>Returns when the resources are in an execution of the rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="resources">What events named.</param>
    /// <param name="cancellationToken">Ends the wait; what is being stored is stored all the same.</param>
    public async Task StoreAsync(ReplicationRule rule, IReadOnlyList<ExecutionResource> resources, CancellationToken cancellationToken)
    {
        var delivery = new Delivery(rule, resources);
        var inbox = Enter(delivery);
        try
        {
            await inbox.Turn.WaitAsync(cancellationToken);
            try
            {
                await StoreWaitingAsync(inbox);
            }
            finally
            {
                inbox.Turn.Release();
            }
        }
        finally
        {
            Leave(inbox, delivery);
        }

        await delivery.Stored.Task;
    }

    private Inbox Enter(Delivery delivery)
    {
        lock (_lock)
        {
            var uid = delivery.Rule.Metadata.Uid!;
            var inbox = _inboxes.TryGetValue(uid, out var known) ? known : _inboxes[uid] = new Inbox(uid);
            inbox.Users++;
            inbox.Waiting.Add(delivery);
            return inbox;
        }
    }

    private async Task StoreWaitingAsync(Inbox inbox)
    {
        Delivery[] taken;
        lock (_lock)
        {
            taken = [.. inbox.Waiting];
            inbox.Waiting.Clear();
        }

        if (taken.Length == 0)
        {
            return; // Somebody before us stored ours.
        }

        try
        {
            // Others may wait for what one of them stores, so nobody's leaving may end it.
            await executions.StoreAsync(taken[^1].Rule, [.. taken.SelectMany(delivery => delivery.Resources)], CancellationToken.None);
            Array.ForEach(taken, delivery => delivery.Stored.TrySetResult());
        }
        catch (Exception e)
        {
            Array.ForEach(taken, delivery => delivery.Stored.TrySetException(e));
        }
    }

    private void Leave(Inbox inbox, Delivery delivery)
    {
        lock (_lock)
        {
            inbox.Waiting.Remove(delivery);
            if (--inbox.Users == 0)
            {
                _inboxes.Remove(inbox.Rule);
                inbox.Turn.Dispose();
            }
        }
    }

    private sealed record Delivery(ReplicationRule Rule, IReadOnlyList<ExecutionResource> Resources)
    {
        public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Inbox(string rule)
    {
        public string Rule => rule;

        public SemaphoreSlim Turn { get; } = new(1);

        public List<Delivery> Waiting { get; } = [];

        public int Users { get; set; }
    }
}
