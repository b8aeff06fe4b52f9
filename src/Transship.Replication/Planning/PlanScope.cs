using Transship.Api.Executions;

namespace Transship.Replication.Planning;

/// <summary>What a plan is narrowed to: the artifacts that events named, by repository; those to replicate, and those that were deleted.</summary>
public sealed class PlanScope
{
    private readonly Dictionary<string, RepositoryScope> _repositories;

    private PlanScope(IReadOnlyList<ExecutionResource> resources)
    {
        _repositories = ByRepository(resources.Where(resource => !resource.Deleted));
        Deleted = ByRepository(resources.Where(resource => resource.Deleted));
    }

    /// <summary>The repositories that have something to plan, in alphabetical order.</summary>
    public IEnumerable<string> Repositories => _repositories.Keys.Order(StringComparer.Ordinal);

    /// <summary>What was deleted at the source, by repository.</summary>
    internal IReadOnlyDictionary<string, RepositoryScope> Deleted { get; }

    /// <summary>Reads the resources of an execution.</summary>
    /// <param name="resources">The resources; null or none for a plan of everything.</param>
    /// <returns>The scope; null when everything is to be planned.</returns>
    public static PlanScope? Of(IReadOnlyList<ExecutionResource>? resources) => resources is null or { Count: 0 }
        ? null
        : new PlanScope(resources);

    /// <summary>What is to be planned of a repository.</summary>
    /// <param name="repository">One of <see cref="Repositories"/>.</param>
    internal RepositoryScope Of(string repository) => _repositories[repository];

    private static Dictionary<string, RepositoryScope> ByRepository(IEnumerable<ExecutionResource> resources) => resources
        .GroupBy(resource => resource.Repository, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => RepositoryScope.Of([.. group]), StringComparer.Ordinal);
}

/// <summary>The artifacts of one repository that a plan is narrowed to.</summary>
/// <param name="IsWhole">Whether all of the repository is to be planned.</param>
/// <param name="Tags">The tags, each with the digests that the events told for it.</param>
/// <param name="Digests">Artifacts that were named without a tag.</param>
internal sealed record RepositoryScope(bool IsWhole, ILookup<string, string?> Tags, IReadOnlyList<string> Digests)
{
    internal static RepositoryScope Of(IReadOnlyCollection<ExecutionResource> resources) => new(
        resources.Any(resource => resource.Tag is null && resource.Digest is null),
        resources.Where(resource => resource.Tag is not null).ToLookup(resource => resource.Tag!, resource => resource.Digest, StringComparer.Ordinal),
        [.. resources.Where(resource => resource.Tag is null).Select(resource => resource.Digest).OfType<string>().Distinct(StringComparer.Ordinal)]);
}
