using Transship.Api.Endpoints;
using Transship.Operator.Endpoints;
using Transship.Replication.Filters;

namespace Transship.Operator.Commands.Search;

/// <summary>What was found on an endpoint.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Hits">The repositories, by name.</param>
/// <param name="IsCut">Whether there are more than were asked for.</param>
/// <param name="Failure">Why it could not be searched to the end; null when it was.</param>
internal sealed record SearchResult(Endpoint Endpoint, IReadOnlyList<SearchHit> Hits, bool IsCut, FailureReason? Failure);

/// <summary>A repository that was found.</summary>
/// <param name="Repository">Its name.</param>
/// <param name="Kind">What its last tag is; null when it has none, or it cannot be read.</param>
/// <param name="Tags">How many tags it has, at most one more than <see cref="EndpointSearch.MaxTags"/>.</param>
/// <param name="Tag">The last of them in the registry's order.</param>
internal sealed record SearchHit(string Repository, ArtifactKind? Kind, int Tags, string? Tag);
