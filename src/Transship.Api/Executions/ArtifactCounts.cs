using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Executions;

/// <summary>Artifacts (tags, and digests without a tag) by outcome, once for each destination.</summary>
public sealed record ArtifactCounts
{
    /// <summary>All that match.</summary>
    [RangeMinimum(0)]
    public long Total { get; init; }

    /// <summary>Not begun, or waiting for a repetition.</summary>
    [RangeMinimum(0)]
    public long Pending { get; init; }

    /// <summary>Being replicated.</summary>
    [RangeMinimum(0)]
    public long InProgress { get; init; }

    /// <summary>Replicated by this run.</summary>
    [RangeMinimum(0)]
    public long Succeeded { get; init; }

    /// <summary>Not replicated, and not tried again.</summary>
    [RangeMinimum(0)]
    public long Failed { get; init; }

    /// <summary>Not replicated because the run was stopped.</summary>
    [RangeMinimum(0)]
    public long Stopped { get; init; }

    /// <summary>At the destination already.</summary>
    [RangeMinimum(0)]
    public long UpToDate { get; init; }

    /// <summary>Left as they are: the tag points elsewhere at the destination and the rule does not override.</summary>
    [RangeMinimum(0)]
    public long Refused { get; init; }

    /// <summary>Not replicated because it is a dry run; of dry runs only.</summary>
    [RangeMinimum(0)]
    public long? WouldCopy { get; init; }

    /// <summary>Removed at the destination by this run, because they are gone at the source.</summary>
    [RangeMinimum(0)]
    public long? Deleted { get; init; }

    /// <summary>Not removed because it is a dry run; of dry runs only.</summary>
    [RangeMinimum(0)]
    public long? WouldDelete { get; init; }

    /// <summary>Looked at and left out by a filter; no part of the total. Only where filters look at each artifact.</summary>
    [RangeMinimum(0)]
    public long? Filtered { get; init; }
}
