using System.Text.Json.Serialization;

namespace Transship.Api.Executions;

/// <summary>Where a run or a task stands, for people. Programs read the conditions.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExecutionPhase>))]
public enum ExecutionPhase
{
    /// <summary>It waits for its start, or for a repetition.</summary>
    Pending,

    /// <summary>It goes on.</summary>
    InProgress,

    /// <summary>Everything that matched is at the destination.</summary>
    Succeeded,

    /// <summary>Something could not be replicated.</summary>
    Failed,

    /// <summary>Somebody stopped it.</summary>
    Stopped,
}
