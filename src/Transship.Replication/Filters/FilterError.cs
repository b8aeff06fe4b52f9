namespace Transship.Replication.Filters;

/// <summary>Why a filter of a rule cannot be used.</summary>
/// <param name="Index">The filter, counted from 0 as in <c>spec.filters[0]</c>.</param>
/// <param name="Position">The character of the field that is at fault, counted from 1; 0 where it is the filter as a whole.</param>
/// <param name="Message">One sentence.</param>
public sealed record FilterError(int Index, int Position, string Message)
{
    /// <summary>The field that is at fault; null where it is the filter as a whole.</summary>
    public string? Field { get; init; }

    /// <summary>The error with its place, for a condition: <c>spec.filters[1].value, character 3: ...</c></summary>
    public override string ToString() => Field is null ? $"spec.filters[{Index}]: {Message}" : $"spec.filters[{Index}].{Field}, character {Position}: {Message}";
}
