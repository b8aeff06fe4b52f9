using Transship.Operator.Pods;

namespace Transship.Operator.Hosting;

/// <summary>How the operator runs.</summary>
internal sealed record OperatorOptions
{
    /// <summary>The operator's own namespace: there lives its lease.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>The namespaces whose resources it serves; empty for all.</summary>
    public IReadOnlyList<string> WatchNamespaces { get; init; } = [];

    /// <summary>Whether several replicas elect a leader.</summary>
    public bool LeaderElection { get; init; }

    /// <summary>Tasks at the same time, over all executions.</summary>
    public int MaxConcurrentTasks { get; init; } = 32;

    /// <summary>The folder below which endpoints of type oci-layout may lie; null for none.</summary>
    public string? LayoutRoot { get; init; }

    /// <summary>How runs are spread over pods; null where there are none.</summary>
    public PodOptions? Pods { get; init; }

    /// <summary>What tells this process from others.</summary>
    public string Instance { get; init; } = Environment.MachineName;
}
