using Transship.Replication.Destinations;
using Transship.Replication.Filters;

namespace Transship.Replication.Rules;

/// <summary>One way that repositories go: from the source of a rule to one of its destinations.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Source">What identifies the registry at the source; equal for two endpoints that are the same registry.</param>
/// <param name="Destination">What identifies the registry at the destination.</param>
/// <param name="Filters">What the rule replicates.</param>
/// <param name="Mapping">Under which names.</param>
public sealed record ReplicationPath(string Rule, string Source, string Destination, RuleFilters Filters, DestinationMapping Mapping);
