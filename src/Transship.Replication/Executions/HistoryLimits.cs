using Transship.Api.Executions;
using Transship.Api.Rules;

namespace Transship.Replication.Executions;

/// <summary>Which ended executions of a rule go.</summary>
public static class HistoryLimits
{
    /// <summary>Executions of each outcome that are kept where the rule does not say.</summary>
    public const int Default = 10;

    /// <summary>The ended executions beyond the limits, the oldest first. What goes on, or is being deleted already, is never among them.</summary>
    /// <param name="executions">All executions of the rule.</param>
    /// <param name="limits">The limits; null for the defaults.</param>
    public static IReadOnlyList<ReplicationExecution> Expired(IEnumerable<ReplicationExecution> executions, RuleHistoryLimits? limits)
    {
        var ended = executions
            .Where(execution => execution.Metadata.DeletionTimestamp is null && ExecutionSummary.IsEnded(execution.Status?.Phase))
            .OrderByDescending(EndOf)
            .ThenByDescending(execution => execution.Metadata.Name, StringComparer.Ordinal)
            .ToLookup(execution => execution.Status?.Phase == ExecutionPhase.Succeeded);
        return [.. ended[true].Skip(limits?.Successful ?? Default)
            .Concat(ended[false].Skip(limits?.Failed ?? Default))
            .OrderBy(EndOf)
            .ThenBy(execution => execution.Metadata.Name, StringComparer.Ordinal)];
    }

    private static DateTimeOffset EndOf(ReplicationExecution execution) =>
        execution.Status?.CompletionTime ?? execution.Metadata.CreationTimestamp ?? DateTimeOffset.MinValue;
}
