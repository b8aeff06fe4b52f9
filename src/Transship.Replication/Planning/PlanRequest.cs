using Transship.Replication.Destinations;
using Transship.Replication.Filters;
using Transship.Replication.Rules;

namespace Transship.Replication.Planning;

/// <summary>One destination of a plan.</summary>
/// <param name="Endpoint">The name of the endpoint.</param>
/// <param name="Mapping">Under which names artifacts go there.</param>
/// <param name="View">What is there already.</param>
public sealed record PlanDestination(string Endpoint, DestinationMapping Mapping, IRegistryView View)
{
    /// <summary>Whether the destination is the very registry that the plan reads from: there a repository could be made that the next run takes for a source.</summary>
    public bool IsSource { get; init; }
}

/// <summary>What is to be planned.</summary>
/// <param name="Filters">What is replicated.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Destinations">Where it goes.</param>
/// <param name="Override">Whether a tag that points elsewhere at a destination is moved.</param>
/// <param name="Concurrency">The most digests that are asked for at the same time, over all registries of the plan; at least 1.</param>
public sealed record PlanRequest(RuleFilters Filters, IRegistryView Source, IReadOnlyList<PlanDestination> Destinations, bool Override, int Concurrency)
{
    /// <summary>What the plan is narrowed to, within the filters; null for all that they match.</summary>
    public PlanScope? Scope { get; init; }

    /// <summary>What is to be removed at the destinations.</summary>
    public PlanDeletions Deletions { get; init; }

    /// <summary>What other rules bring to the same destinations, which stays.</summary>
    public OtherRules Others { get; init; } = OtherRules.None;

    /// <summary>Whether the plan tells of each artifact that a filter leaves out.</summary>
    public bool Explain { get; init; }

    /// <summary>The time that ages count from.</summary>
    public DateTimeOffset Now { get; init; }
}

/// <summary>What a plan removes at the destinations.</summary>
public enum PlanDeletions
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>What the scope names as deleted.</summary>
    Named,

    /// <summary>Whatever the filters match there and the source has no longer.</summary>
    Gone,
}
