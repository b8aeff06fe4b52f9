namespace Transship.Replication.Filters;

/// <summary>Why a filter of a rule cannot be used.</summary>
/// <param name="Index">The filter, counted from 0 as in <c>spec.filters[0]</c>.</param>
/// <param name="Position">The character of its value that is at fault, counted from 1.</param>
/// <param name="Message">One sentence.</param>
public sealed record FilterError(int Index, int Position, string Message)
{
    /// <summary>The error with its place, for a condition: <c>spec.filters[1].value, character 3: ...</c></summary>
    public override string ToString() => $"spec.filters[{Index}].value, character {Position}: {Message}";
}
