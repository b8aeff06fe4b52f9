namespace Transship.Operator.Endpoints;

/// <summary>Something a user must mend: a condition reason and one sentence.</summary>
internal sealed class ReasonedException(string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>One word of <see cref="Api.ConditionReasons"/>.</summary>
    public string Reason { get; } = reason;
}
