namespace Transship.Runtime.Hosting;

/// <summary>How an operator runs.</summary>
public sealed class OperatorSettings
{
    /// <summary>The name: for the lease, the field manager, events, logs and metrics.</summary>
    public string Name { get; set; } = "operator";

    /// <summary>The namespace of the operator itself: there lives its lease.</summary>
    public string Namespace { get; set; } = "default";

    /// <summary>The namespaces that are watched; empty for all.</summary>
    public IList<string> WatchNamespaces { get; } = [];

    /// <summary>Whether several replicas elect a leader. Without it, this process leads at once.</summary>
    public bool LeaderElection { get; set; }

    /// <summary>How long a leadership lasts without a renewal (L1).</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the leader tries to renew before it gives up (L1, L5).</summary>
    public TimeSpan RenewDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause between two attempts (L1).</summary>
    public TimeSpan RetryPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a controller waits for its caches before the start fails (Q7).</summary>
    public TimeSpan CacheSyncTimeout { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>How long a shutdown may take.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
