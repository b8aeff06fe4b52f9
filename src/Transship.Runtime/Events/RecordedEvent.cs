using Transship.Kubernetes.Models;

namespace Transship.Runtime.Events;

/// <summary>What was told, and when.</summary>
internal sealed record RecordedEvent(V1ObjectReference Regarding, EventType Type, string Reason, string Action, string Note, DateTimeOffset At);
