using Transship.Api.Executions;
using Transship.Replication.Filters;
using Transship.Replication.Planning;

namespace Transship.Replication.Events;

/// <summary>Says whether a rule has to look at what an event named. The run then decides with what only the registries know.</summary>
public static class EventMatch
{
    /// <summary>The media type of images that can be attached to nothing: the format of Docker knows no subject.</summary>
    private const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

    private const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>Whether the filters can match.</summary>
    /// <param name="filters">The filters of the rule.</param>
    /// <param name="resource">What the event named.</param>
    /// <param name="mediaType">The media type of its manifest; null where the event did not tell.</param>
    public static bool MayMatch(RuleFilters filters, ExecutionResource resource, string? mediaType)
    {
        try
        {
            return Matches(filters, resource, mediaType);
        }
        catch (FilterTimeoutException)
        {
            return true; // The run meets it too, and tells the rule's owner.
        }
    }

    private static bool Matches(RuleFilters filters, ExecutionResource resource, string? mediaType) =>
        filters.MatchesRepository(resource.Repository) && resource switch
        {
            { Deleted: true, Digest: not null } => true, // With a digest all its tags go, and the event knows one at most.
            { Tag: { } tag } => filters.MatchesTag(tag) || AttachmentTag.SubjectOf(tag) is not null,
            { Digest: not null } => filters.MatchesTag(null) || mediaType is not (DockerManifest or DockerList),
            _ => true,
        };
}
