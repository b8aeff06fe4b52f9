using Transship.Api.Executions;
using Transship.Api.Tasks;

namespace Transship.Operator.Executions;

/// <summary>Where executions and tasks stand.</summary>
internal static class ExecutionStates
{
    /// <summary>Whether a phase is final.</summary>
    public static bool IsFinal(this ExecutionPhase? phase) => phase is ExecutionPhase.Succeeded or ExecutionPhase.Failed or ExecutionPhase.Stopped;

    /// <summary>Whether an execution is over.</summary>
    public static bool HasEnded(this ReplicationExecution execution) => execution.Status?.Phase.IsFinal() ?? false;

    /// <summary>Whether an execution has begun.</summary>
    public static bool HasStarted(this ReplicationExecution execution) => execution.Status?.StartTime is not null;

    /// <summary>Whether a task is over.</summary>
    public static bool HasEnded(this ReplicationTask task) => task.Status?.Phase.IsFinal() ?? false;
}
