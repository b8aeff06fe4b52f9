using System.Collections;
using Transship.Api;
using Transship.Api.Tasks;

namespace Transship.Operator.TaskLogs;

/// <summary>The fields that every line of an attempt carries, in the operator's log as well, and where its lines are kept.</summary>
internal sealed class TaskLogScope(ReplicationTask task, TaskLog log) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly KeyValuePair<string, object?>[] _fields =
    [
        new("Rule", task.Metadata.Labels?.GetValueOrDefault(TransshipApi.RuleLabel)),
        new("Execution", task.Spec.ExecutionRef.Name),
        new("Task", task.Metadata.Name),
        new("Attempt", Math.Max(1, task.Status?.Attempts ?? 1)),
    ];

    /// <summary>Where the lines are kept.</summary>
    public TaskLog Log { get; } = log;

    public int Count => _fields.Length;

    public KeyValuePair<string, object?> this[int index] => _fields[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _fields.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
