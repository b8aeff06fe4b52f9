namespace Transship.Operator.Commands.Work;

/// <summary>What became of a task in this worker.</summary>
internal enum TaskEnd
{
    /// <summary>It had ended before, is gone, or is not due.</summary>
    Ended,

    /// <summary>It succeeded.</summary>
    Succeeded,

    /// <summary>It failed for good.</summary>
    Failed,

    /// <summary>It failed, and is tried again later.</summary>
    Waiting,

    /// <summary>Somebody stopped it.</summary>
    Stopped,

    /// <summary>The worker was told to end before the task was done.</summary>
    Interrupted,
}
