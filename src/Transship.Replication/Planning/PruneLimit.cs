using System.Globalization;
using Transship.Api;

namespace Transship.Replication.Planning;

/// <summary>
/// Holds back what a run would remove until everything is planned, and lets it go only where it stays within the limit. Bounded: what exceeds
/// <see cref="MaxHeld"/> artifacts is left to the next run.
/// </summary>
/// <param name="maxPercent">The most that may be removed at a destination, in percent of what the filters match there.</param>
public sealed class PruneLimit(int maxPercent)
{
    /// <summary>The most artifacts that one run removes.</summary>
    public const int MaxHeld = 50_000;

    private readonly SortedDictionary<string, Destination> _destinations = new(StringComparer.Ordinal);
    private long _held;

    /// <summary>Takes a finding.</summary>
    /// <param name="plan">What could be removed.</param>
    public void Add(DeletionPlan plan)
    {
        var destination = _destinations.TryGetValue(plan.Endpoint, out var known) ? known : _destinations[plan.Endpoint] = new Destination();
        destination.InScope += plan.InScope;
        destination.Gone += plan.Work.Count;
        if (plan.Work.Count > 0 && _held + plan.Work.Count <= MaxHeld)
        {
            _held += plan.Work.Count;
            destination.Plans.Add(plan);
        }
    }

    /// <summary>Judges what was held back.</summary>
    /// <returns>What is to be removed, and for each destination where it is too much, a failure that says so.</returns>
    public IEnumerable<PlanItem> Decide() => _destinations.SelectMany(pair => Decide(pair.Key, pair.Value));

    private IEnumerable<PlanItem> Decide(string endpoint, Destination destination)
    {
        if (destination.Gone * 100 <= destination.InScope * maxPercent)
        {
            foreach (var plan in destination.Plans)
            {
                yield return plan;
            }

            yield break;
        }

        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"{destination.Gone} of {destination.InScope} tags at {endpoint} are gone at the source, more than the {maxPercent} % that spec.prune.maxDeletePercent allows: nothing was removed there. If they are to go, raise it (100 allows everything) and run the rule again.");
        yield return new RepositoryFailure(endpoint, endpoint, new PlanException(ConditionReasons.DeleteLimitExceeded, message)) { Artifacts = destination.Gone };
    }

    private sealed class Destination
    {
        public long InScope { get; set; }

        public long Gone { get; set; }

        public List<DeletionPlan> Plans { get; } = [];
    }
}
