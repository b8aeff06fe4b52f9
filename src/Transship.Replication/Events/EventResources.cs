using System.Text;
using Transship.Api.Executions;

namespace Transship.Replication.Events;

/// <summary>What an execution carries of the events that joined it: bounded, and never less than they told.</summary>
public static class EventResources
{
    /// <summary>The most bytes, roughly, so that an execution stays small whatever names are long.</summary>
    private const int MaxBytes = 32 * 1024;

    /// <summary>What a resource costs besides its texts.</summary>
    private const int Overhead = 80;

    /// <summary>Adds resources to those of an execution. Where pushes exceed the bounds, the run becomes one of everything, which has them too.</summary>
    /// <param name="present">What the execution has; null is everything, empty a new execution.</param>
    /// <param name="added">What events named.</param>
    /// <returns>What the execution has then; and what needs another execution: deletions, which a run of everything does not have, and what has no room beside them.</returns>
    public static (IReadOnlyList<ExecutionResource>? Resources, IReadOnlyList<ExecutionResource> Left) Join(
        IReadOnlyList<ExecutionResource>? present, IReadOnlyList<ExecutionResource> added)
    {
        if (present is null)
        {
            return (null, [.. added.Where(resource => resource.Deleted)]);
        }

        var fitting = Fitting(present, added);
        if (fitting == added.Count)
        {
            return ([.. present, .. added], []);
        }

        return present.Any(resource => resource.Deleted)
            ? ([.. present, .. added.Take(fitting)], [.. added.Skip(fitting)])
            : added.Any(resource => resource.Deleted) && present.Count == 0
                ? Split(added)
                : (null, [.. added.Where(resource => resource.Deleted)]);
    }

    /// <summary>What is not among the resources of executions yet. Only what has an event's name can be told from a new event of the same artifact.</summary>
    /// <param name="resources">What events named.</param>
    /// <param name="present">What executions have; null is everything, and tells nothing of single events.</param>
    public static IReadOnlyList<ExecutionResource> Without(IReadOnlyList<ExecutionResource> resources, IEnumerable<ExecutionResource>? present)
    {
        if (resources.Count == 0 || present is null)
        {
            return resources;
        }

        var names = resources.Select(resource => resource.Event).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var found = present.Where(resource => resource.Event is { } name && names.Contains(name)).ToHashSet();
        return found.Count == 0 ? resources : [.. resources.Where(resource => !found.Contains(resource))];
    }

    /// <summary>A new execution for too much takes the deletions first, as far as there is room: pushes alone can become a run of everything.</summary>
    private static (IReadOnlyList<ExecutionResource> Resources, IReadOnlyList<ExecutionResource> Left) Split(IReadOnlyList<ExecutionResource> added)
    {
        IReadOnlyList<ExecutionResource> deletions = [.. added.Where(resource => resource.Deleted)];
        var fitting = Fitting([], deletions);
        return ([.. deletions.Take(fitting)], [.. deletions.Skip(fitting), .. added.Where(resource => !resource.Deleted)]);
    }

    private static int Fitting(IReadOnlyList<ExecutionResource> present, IReadOnlyList<ExecutionResource> added)
    {
        var (count, bytes) = (present.Count, present.Sum(SizeOf));
        var fitting = 0;
        while (fitting < added.Count && count < ReplicationExecutionSpec.MaxResources && bytes + SizeOf(added[fitting]) <= MaxBytes)
        {
            (count, bytes) = (count + 1, bytes + SizeOf(added[fitting]));
            fitting++;
        }

        return fitting;
    }

    private static int SizeOf(ExecutionResource resource) =>
        Overhead + resource.Repository.Length + (resource.Tag?.Length ?? 0) + (resource.Digest?.Length ?? 0) + (resource.Event is { } name ? Encoding.UTF8.GetByteCount(name) : 0);
}
