namespace Transship.Replication.Filters;

/// <summary>Why a pattern cannot be read.</summary>
/// <param name="Position">The character at fault, counted from 1.</param>
/// <param name="Message">One sentence for the pattern's author.</param>
public sealed record PatternError(int Position, string Message);
