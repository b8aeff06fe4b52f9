namespace Transship.Operator.Pods;

/// <summary>How runs are spread over pods.</summary>
internal sealed record PodOptions
{
    /// <summary>The image of workers; null for that of the operator's own pod.</summary>
    public string? Image { get; init; }

    /// <summary>The operator's own pod, whose image workers have too; null outside of a cluster.</summary>
    public string? OwnPod { get; init; }

    /// <summary>The operator's own namespace.</summary>
    public string OwnNamespace { get; init; } = "default";

    /// <summary>A run of a rule in mode Auto goes to pods when it has more tasks than this; 0 for all that have any.</summary>
    public int TaskThreshold { get; init; } = 1000;

    /// <summary>A run of a rule in mode Auto goes to pods when its artifacts have more bytes than this.</summary>
    public long ByteThreshold { get; init; } = 100L << 30;

    /// <summary>How long a Job whose results are taken is kept, for its logs.</summary>
    public TimeSpan KeepFinished { get; init; } = TimeSpan.FromMinutes(5);
}
