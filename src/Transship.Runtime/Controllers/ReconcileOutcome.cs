namespace Transship.Runtime.Controllers;

/// <summary>How a reconcile ended, as metrics count it.</summary>
internal enum ReconcileOutcome
{
    Success,
    RequeueAfter,

    /// <summary>Somebody changed the object in between: the key comes again, and nothing is wrong (W1).</summary>
    Requeue,
    Error,
    TerminalError,

    /// <summary>An exception that nobody foresaw (Q5).</summary>
    Panic,
}
