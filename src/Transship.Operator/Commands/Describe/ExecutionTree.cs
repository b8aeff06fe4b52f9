using Spectre.Console;
using Transship.Api.Executions;
using Transship.Api.Tasks;

namespace Transship.Operator.Commands.Describe;

/// <summary>A run as a tree: destinations, then their repositories, then what went wrong there.</summary>
internal static class ExecutionTree
{
    /// <summary>The tree of a run.</summary>
    /// <param name="execution">The run.</param>
    /// <param name="tasks">Its tasks.</param>
    /// <param name="limit">The most tasks that are shown: failures first, then what goes on, what waits, and what is done.</param>
    public static Tree Of(ReplicationExecution execution, IReadOnlyCollection<ReplicationTask> tasks, int limit)
    {
        var tree = new Tree(Line(execution.Status?.Phase, execution.Metadata.Name!, execution.Status?.Progress, execution.Status?.Transferred, execution.Status?.Duration))
        {
            Guide = TreeGuide.Line,
        };
        var shown = tasks.OrderBy(Rank).ThenBy(task => task.Spec.Source.Repository, StringComparer.Ordinal).Take(limit).ToList();
        foreach (var destination in shown.GroupBy(task => task.Spec.Destination.EndpointRef.Name, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var branch = tree.AddNode(Markup.Escape($"{destination.First().Spec.Source.EndpointRef.Name} to {destination.Key}"));
            foreach (var task in destination)
            {
                Add(branch, task);
            }
        }

        if (tasks.Count > shown.Count)
        {
            tree.AddNode($"and {tasks.Count - shown.Count} more repositories");
        }

        foreach (var failure in (execution.Status?.Failures ?? []).Where(failure => !tasks.Any(task => (task.Status?.Failures ?? []).Contains(failure))))
        {
            tree.AddNode(Failure(failure));
        }

        return tree;
    }

    private static void Add(TreeNode branch, ReplicationTask task)
    {
        var (from, to) = (task.Spec.Source.Repository, task.Spec.Destination.Repository);
        var node = branch.AddNode(Line(task.Status?.Phase, from == to ? from : $"{from} -> {to}", task.Status?.Progress));
        if (task.Status is { Phase: not ExecutionPhase.Succeeded, Message: { Length: > 0 } message } status)
        {
            node.AddNode(Markup.Escape(status.NextRetryTime is { } next ? $"{status.Reason}: {message} Tried again at {next.UtcDateTime:HH:mm:ss} UTC." : $"{status.Reason}: {message}"));
        }

        foreach (var failure in task.Status?.Failures ?? [])
        {
            node.AddNode(Failure(failure));
        }
    }

    private static string Failure(FailureSample failure) => Markup.Escape($"{failure.Artifact}: {failure.Reason}. {failure.Message}");

    private static string Line(ExecutionPhase? phase, params string?[] parts)
    {
        var color = phase switch { ExecutionPhase.Succeeded => "green", ExecutionPhase.Failed => "red", ExecutionPhase.InProgress => "blue", _ => "grey" };
        return $"[{color}]{phase ?? ExecutionPhase.Pending}[/] {Markup.Escape(string.Join(' ', parts.Where(part => !string.IsNullOrEmpty(part))))}";
    }

    private static int Rank(ReplicationTask task) => task.Status?.Phase switch
    {
        ExecutionPhase.Failed => 0,
        ExecutionPhase.InProgress => 1,
        ExecutionPhase.Succeeded => 3,
        _ => 2,
    };
}
