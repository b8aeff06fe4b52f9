namespace Transship.Replication.Filters;

/// <summary>All filters that look at one kind of text: at repositories, or at tags.</summary>
/// <param name="filters">The filters.</param>
internal sealed class FilterChain(IReadOnlyList<CompiledFilter> filters)
{
    /// <summary>The globs that a text must match.</summary>
    public IEnumerable<Pattern> Included => filters.Where(filter => !filter.Excludes).Select(filter => filter.Pattern).OfType<Pattern>();

    /// <summary>Whether a text passes each filter.</summary>
    /// <param name="text">The text.</param>
    public bool Passes(string text) => filters.All(filter => filter.Passes(text));

    /// <summary>The first filter that leaves a text out, in words; null when it passes.</summary>
    /// <param name="text">The text.</param>
    public string? Refusal(string text) => filters.FirstOrDefault(filter => !filter.Passes(text))?.Name;

    /// <summary>The only texts that can pass, from the filter that names the fewest; null when no filter names them.</summary>
    /// <param name="exists">Whether a text keeps to the grammar at all: what does not cannot exist.</param>
    public IReadOnlyList<string>? Candidates(Func<string, bool> exists)
    {
        var named = Included.Select(pattern => pattern.Literals)
            .OfType<IReadOnlyList<string>>()
            .MinBy(literals => literals.Count);
        return named is null ? null : [.. named.Where(text => exists(text) && Passes(text))];
    }
}

/// <summary>One filter of texts.</summary>
/// <param name="IsMatch">Whether a text is what the filter looks for.</param>
/// <param name="Excludes">Whether what matches is left out.</param>
/// <param name="Name">Its place in the rule and what it says, for people.</param>
internal sealed record CompiledFilter(Func<string, bool> IsMatch, bool Excludes, string Name)
{
    /// <summary>The glob, where the filter is one.</summary>
    public Pattern? Pattern { get; init; }

    /// <summary>Whether a text passes.</summary>
    /// <param name="text">The text.</param>
    public bool Passes(string text) => IsMatch(text) != Excludes;
}
