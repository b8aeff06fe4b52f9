namespace Transship.Embedded.Cel;

/// <summary>What a token is.</summary>
internal enum CelTokenKind
{
    Identifier,
    Integer,
    Unsigned,
    Double,
    Text,
    Operator,
    End,
}

/// <summary>One token of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; for strings the value.</param>
/// <param name="Position">Where it begins.</param>
internal readonly record struct CelToken(CelTokenKind Kind, string Text, int Position);
