using Transship.Kubernetes.Models;

namespace Transship.Runtime.Events;

/// <summary>What makes two events the same, so that they become a series (E1); the note is no part of it.</summary>
internal sealed record EventKey(string? Namespace, string? Kind, string? Name, string? Uid, string Type, string Reason, string Action)
{
    internal static EventKey Of(V1ObjectReference regarding, EventType type, string reason, string action) =>
        new(regarding.Namespace, regarding.Kind, regarding.Name, regarding.Uid, type.ToString(), reason, action);
}
