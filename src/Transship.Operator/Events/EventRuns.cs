using Transship.Api.Executions;
using Transship.Api.Rules;

namespace Transship.Operator.Events;

/// <summary>
/// Turns events into executions, a group at a time: the first delivery for a rule is stored at once, and those that come while that goes on, or within a
/// pause after it, are stored with one write. So a burst costs few writes, and each delivery is told when its own events are stored.
/// </summary>
internal sealed class EventRuns(EventExecutions executions, TimeProvider time) : IDisposable
{
    /// <summary>How long a rule is not written again after a write.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Rules that are written at the same time; the groups of the others grow meanwhile.</summary>
    private const int MaxWrites = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Delivery>> _waiting = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writes = new(MaxWrites);

    /// <summary>Rules that are being written, or were within the pause.</summary>
    internal int Rules
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Returns when the resources are in an execution of the rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="resources">What events named.</param>
    /// <param name="cancellationToken">Ends the wait; what is being stored is stored all the same.</param>
    public async Task StoreAsync(ReplicationRule rule, IReadOnlyList<ExecutionResource> resources, CancellationToken cancellationToken)
    {
        var delivery = new Delivery(rule, resources);
        if (IsFirst(delivery))
        {
            _ = ServeAsync(rule.Metadata.Uid!);
        }

        try
        {
            await delivery.Stored.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Withdraw(delivery);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writes.Dispose();

    private bool IsFirst(Delivery delivery)
    {
        lock (_lock)
        {
            var uid = delivery.Rule.Metadata.Uid!;
            if (_waiting.TryGetValue(uid, out var others))
            {
                others.Add(delivery);
                return false;
            }

            _waiting[uid] = [delivery];
            return true;
        }
    }

    /// <summary>Stores group after group until none waits. Others may wait for what one of them brought, so nobody's leaving may end it.</summary>
    private async Task ServeAsync(string rule)
    {
        do
        {
            await _writes.WaitAsync();
            try
            {
                await StoreAsync(Take(rule));
            }
            finally
            {
                _writes.Release();
            }

            await Task.Delay(Pause, time);
        }
        while (!HasEnded(rule));
    }

    private Delivery[] Take(string rule)
    {
        lock (_lock)
        {
            Delivery[] taken = [.. _waiting[rule]];
            _waiting[rule].Clear();
            return taken;
        }
    }

    private async Task StoreAsync(Delivery[] taken)
    {
        if (taken.Length == 0)
        {
            return; // All have left.
        }

        try
        {
            await executions.StoreAsync(taken[^1].Rule, [.. taken.SelectMany(delivery => delivery.Resources)], CancellationToken.None);
            Array.ForEach(taken, delivery => delivery.Stored.TrySetResult());
        }
        catch (Exception e)
        {
            Array.ForEach(taken, delivery => delivery.Stored.TrySetException(e));
        }
    }

    private bool HasEnded(string rule)
    {
        lock (_lock)
        {
            return _waiting[rule].Count == 0 && _waiting.Remove(rule);
        }
    }

    private void Withdraw(Delivery delivery)
    {
        lock (_lock)
        {
            if (_waiting.TryGetValue(delivery.Rule.Metadata.Uid!, out var others))
            {
                others.Remove(delivery);
            }
        }
    }

    private sealed record Delivery(ReplicationRule Rule, IReadOnlyList<ExecutionResource> Resources)
    {
        public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
