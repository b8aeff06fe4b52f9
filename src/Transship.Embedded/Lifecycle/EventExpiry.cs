using System.Globalization;
using Transship.Embedded.Kinds;
using Transship.Embedded.Storage;

namespace Transship.Embedded.Lifecycle;

/// <summary>Removes events an hour after their last write, as kube-apiserver does by default.</summary>
internal sealed class EventExpiry(ObjectStore store, TimeProvider time)
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromHours(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            Sweep();
        }
    }

    private void Sweep()
    {
        var oldest = time.GetUtcNow() - TimeToLive;
        foreach (var item in store.List(BuiltInKinds.Events).Items.Values)
        {
            if (LastWrite(item) < oldest)
            {
                store.Write(new ObjectKey(BuiltInKinds.Events, item.Meta.Namespace, item.Meta.Name), item.Version, null);
            }
        }
    }

    private static DateTimeOffset LastWrite(StoredObject item)
    {
        var times = new[] { item.Meta.CreationTimestamp, Text(item, "lastTimestamp"), Text(item, "eventTime"), (item.Node["series"] as System.Text.Json.Nodes.JsonObject)?["lastObservedTime"]?.ToString() };
        return times
            .Select(text => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed) ? parsed : DateTimeOffset.MinValue)
            .Max();
    }

    private static string? Text(StoredObject item, string name) => item.Node[name]?.ToString();
}
