namespace Transship.Replication.Planning;

/// <summary>A repository cannot be planned as the rule wants it.</summary>
/// <param name="reason">One word of the vocabulary of condition reasons.</param>
/// <param name="message">One sentence.</param>
public sealed class PlanException(string reason, string message) : Exception(message)
{
    /// <summary>One word of the vocabulary of condition reasons.</summary>
    public string Reason { get; } = reason;
}
