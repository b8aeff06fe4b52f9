using System.Collections.Concurrent;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Events;

namespace Transship.Operator.Tests.Harness;

/// <summary>Keeps events as <c>Type Reason: note</c>.</summary>
internal sealed class RecordingEvents : IEventRecorder
{
    private readonly ConcurrentQueue<string> _events = new();

    public IReadOnlyList<string> All => [.. _events];

    public void Publish(IKubernetesObject entity, EventType type, string reason, string action, string note) => _events.Enqueue($"{type} {reason}: {note}");
}
