using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Events;

/// <summary>How grave an event is.</summary>
public enum EventType
{
    /// <summary>For information.</summary>
    Normal,

    /// <summary>Somebody may have to act.</summary>
    Warning,
}

/// <summary>Tells people what happened to an entity, as Kubernetes Events (E1 to E5).</summary>
public interface IEventRecorder
{
    /// <summary>Queues an event; never blocks and never throws (E3). Repetitions become a series (E1).</summary>
    /// <param name="entity">The entity that it happened to.</param>
    /// <param name="type">How grave.</param>
    /// <param name="reason">Why: one CamelCase word of a documented vocabulary (E5).</param>
    /// <param name="action">What the controller did, one CamelCase word.</param>
    /// <param name="note">What happened, for people; cut at 1 kB. No secrets.</param>
    void Publish(IKubernetesObject entity, EventType type, string reason, string action, string note);
}
