namespace Transship.Replication.Filters;

/// <summary>One step of a compiled glob.</summary>
/// <param name="Kind">What it does.</param>
internal sealed record PatternStep(PatternStepKind Kind)
{
    /// <summary>The character of a literal.</summary>
    public char Character { get; init; }

    /// <summary>The class of characters.</summary>
    public PatternClass? Class { get; init; }

    /// <summary>Where the choices of a brace begin; for a jump, the one step to go on with.</summary>
    public List<int> Targets { get; init; } = [];

    /// <summary>Of a star that begins a <c>**</c> which ends its component: the step behind, a separator or the end. Otherwise -1.</summary>
    public int ComponentEnd { get; set; } = -1;
}

/// <summary>What a step of a glob does.</summary>
internal enum PatternStepKind
{
    /// <summary>Takes one given character.</summary>
    Literal,

    /// <summary>Takes any character but the separator.</summary>
    Any,

    /// <summary>Takes a character of a class.</summary>
    Class,

    /// <summary>Takes any run of characters without the separator.</summary>
    Star,

    /// <summary>Takes the separator; a component starts behind it.</summary>
    Separator,

    /// <summary>Goes on with each of several choices.</summary>
    Choice,

    /// <summary>Goes on behind the brace that a choice belongs to.</summary>
    Jump,

    /// <summary>Everything is taken.</summary>
    End,
}
