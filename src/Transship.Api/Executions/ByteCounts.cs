using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Executions;

/// <summary>Bytes of blobs by what became of them.</summary>
public sealed record ByteCounts
{
    /// <summary>Copied from source to destination.</summary>
    [RangeMinimum(0)]
    public long Transferred { get; init; }

    /// <summary>Not copied: the destination repository had them.</summary>
    [RangeMinimum(0)]
    public long Skipped { get; init; }

    /// <summary>Not copied: mounted from another repository of the destination.</summary>
    [RangeMinimum(0)]
    public long Mounted { get; init; }
}
