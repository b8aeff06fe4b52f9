namespace Transship.Api;

/// <summary>The types of conditions that the resources carry; they follow kstatus, so <c>kubectl wait</c> and GitOps tools read them.</summary>
public static class ConditionTypes
{
    /// <summary>The object does what it is there for.</summary>
    public const string Ready = "Ready";

    /// <summary>A run ended well (True) or not (False). Unknown while it goes on.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>Work goes on; present only while it does.</summary>
    public const string Reconciling = "Reconciling";

    /// <summary>Nothing will happen until somebody changes something; present only while that is so.</summary>
    public const string Stalled = "Stalled";

    /// <summary>The event receiver takes the events of an endpoint; present only where spec.events asks for it.</summary>
    public const string EventsReady = "EventsReady";

    /// <summary>Pods of the run cannot work as they should, and the reason says why; present only while that is so.</summary>
    public const string Degraded = "Degraded";

    /// <summary>The latest tick of a rule's schedule started no run; present only until one does.</summary>
    public const string Skipped = "Skipped";
}
