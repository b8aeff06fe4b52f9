namespace Transship.Replication.Rules;

/// <summary>
/// Finds rules that feed on their own output, so that each run makes longer names than the one before: <c>a</c>, <c>mirror/a</c>, <c>mirror/mirror/a</c>.
/// Rules that bring a repository back under a name that it had (A to B and B to A) are no such loop: there the digests are equal and nothing is copied.
/// It follows samples of what the filters match, so what it reports is a loop for sure; what it overlooks, a plan refuses repository by repository.
/// </summary>
public static class LoopCheck
{
    private const int MaxStates = 2000;
    private const int MinRounds = 4;
    private const int MinGrowth = 3;

    /// <summary>Checks a rule.</summary>
    /// <param name="paths">The paths of the rule.</param>
    /// <param name="others">The paths of the other enabled rules.</param>
    /// <returns>What is wrong and what to do; null when nothing is.</returns>
    public static string? Find(IReadOnlyList<ReplicationPath> paths, IReadOnlyList<ReplicationPath> others)
    {
        if (paths.Any(path => path.Source == path.Destination && path.Mapping.IsIdentity))
        {
            return "Source and destination are the same registry, and every repository keeps its name: set a namespace for the destination, or choose another endpoint.";
        }

        return Trail(paths, paths) is { } own ? Describe(own, "")
            : others.Count > 0 && Trail(paths, [.. paths, .. others]) is { } shared ? Describe(shared, ", by way of other rules")
            : null;
    }

    private static List<string>? Trail(IReadOnlyList<ReplicationPath> starts, IReadOnlyList<ReplicationPath> all) =>
        starts.SelectMany(start => PatternSamples.Of(start.Filters).Select(repository => Follow(start, repository, all))).FirstOrDefault(trail => trail is not null);

    private static List<string>? Follow(ReplicationPath start, string repository, IReadOnlyList<ReplicationPath> all)
    {
        var seen = new HashSet<(string Registry, string Repository)>();
        var open = new Stack<(string Registry, string Repository, List<string> Trail)>();
        open.Push((start.Source, repository, [repository]));
        while (open.TryPop(out var at) && seen.Count < MaxStates)
        {
            if (!seen.Add((at.Registry, at.Repository)))
            {
                continue;
            }

            if (at.Trail.Count > MinRounds && at.Registry == start.Source && Depth(at.Repository) >= Depth(repository) + MinGrowth && start.Filters.MatchesRepository(at.Repository))
            {
                return at.Trail;
            }

            foreach (var path in all.Where(path => path.Source == at.Registry && path.Filters.MatchesRepository(at.Repository)))
            {
                if (path.Mapping.TryMap(at.Repository, out var mapped, out _) && mapped != at.Repository)
                {
                    open.Push((path.Destination, mapped, [.. at.Trail, mapped]));
                }
                else if (mapped is not null && path.Destination != at.Registry)
                {
                    open.Push((path.Destination, mapped, at.Trail));
                }
            }
        }

        return null;
    }

    private static int Depth(string repository) => repository.Count(c => c == '/');

    private static string Describe(List<string> trail, string way) =>
        $"The rule replicates what it has made itself{way}: {string.Join(" becomes ", trail.Take(3))}, and so on. Exclude the destination's namespace with a name filter, or flatten.";
}
