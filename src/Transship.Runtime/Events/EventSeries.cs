using Transship.Kubernetes.Models;

namespace Transship.Runtime.Events;

/// <summary>An event that was published, and how often it happened since.</summary>
internal sealed class EventSeries(V1Event published, DateTimeOffset now)
{
    internal V1Event Published { get; } = published;

    internal int Count { get; private set; } = 1;

    internal DateTimeOffset LastSeen { get; private set; } = now;

    internal DateTimeOffset LastWritten { get; private set; } = now;

    internal int WrittenCount { get; private set; } = 1;

    internal bool HasUnwritten => Count != WrittenCount;

    internal void Repeat(DateTimeOffset at)
    {
        Count++;
        LastSeen = at;
    }

    internal void Written(DateTimeOffset at)
    {
        WrittenCount = Count;
        LastWritten = at;
    }
}
