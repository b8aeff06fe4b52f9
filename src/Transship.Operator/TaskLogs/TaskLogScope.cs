using System.Collections;
using Microsoft.Extensions.Logging;
using Transship.Api;
using Transship.Api.Tasks;

namespace Transship.Operator.TaskLogs;

/// <summary>The fields that every line of an attempt carries, in the process's own log as well, and where its lines are kept.</summary>
/// <param name="task">The task.</param>
/// <param name="log">Where its lines are kept; null where the process's own log is all there is.</param>
internal sealed class TaskLogScope(ReplicationTask task, TaskLog? log) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly KeyValuePair<string, object?>[] _fields =
    [
        new("Rule", task.Metadata.Labels?.GetValueOrDefault(TransshipApi.RuleLabel)),
        new("Execution", task.Spec.ExecutionRef.Name),
        new("Task", task.Metadata.Name),
        new("Attempt", Math.Max(1, task.Status?.Attempts ?? 1)),
    ];

    /// <summary>Where the lines are kept; null where the process's own log is all there is.</summary>
    public TaskLog? Log { get; } = log;

    public int Count => _fields.Length;

    public KeyValuePair<string, object?> this[int index] => _fields[index];

    /// <summary>The innermost one that holds here; null for none.</summary>
    public static TaskLogScope? Of(IExternalScopeProvider scopes)
    {
        var found = new Found();
        scopes.ForEachScope(static (scope, state) => state.Scope = scope as TaskLogScope ?? state.Scope, found);
        return found.Scope;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _fields.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class Found
    {
        public TaskLogScope? Scope { get; set; }
    }
}
