using System.Collections.Concurrent;

namespace Transship.Replication.Planning;

/// <summary>
/// Who gets a name at a destination when flattening gives it to several repositories: the one that the source lists first. The others are told so, for
/// whichever came last would otherwise replace the tags of the rest.
/// </summary>
internal sealed class DestinationClaims
{
    private readonly ConcurrentDictionary<(string Endpoint, string Repository), string> _owners = new();

    /// <summary>Claims the names of a repository; called in the order of the listing.</summary>
    /// <param name="repository">The repository at the source.</param>
    /// <param name="destinations">The destinations.</param>
    public void Claim(string repository, IReadOnlyList<PlanDestination> destinations)
    {
        foreach (var destination in destinations.Where(destination => !destination.Mapping.IsInjective))
        {
            if (destination.Mapping.TryMap(repository, out var mapped, out _))
            {
                _owners.TryAdd((destination.Endpoint, mapped), repository);
            }
        }
    }

    /// <summary>Who has a name that a repository would have too.</summary>
    /// <param name="repository">The repository at the source.</param>
    /// <param name="endpoint">The destination.</param>
    /// <param name="mapped">Its name there.</param>
    /// <returns>Null when the name is its own.</returns>
    public string? OtherOwner(string repository, string endpoint, string mapped) =>
        _owners.TryGetValue((endpoint, mapped), out var owner) && owner != repository ? owner : null;
}
