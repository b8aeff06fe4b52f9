namespace Transship.Embedded.Cel;

/// <summary>One node of a parsed expression.</summary>
internal abstract record CelExpression
{
    /// <summary>A value as it stands.</summary>
    internal sealed record Literal(object? Value) : CelExpression;

    /// <summary>A variable.</summary>
    internal sealed record Identifier(string Name) : CelExpression;

    /// <summary>A member of an object; an optional one has no value where the member is missing.</summary>
    internal sealed record Member(CelExpression Target, string Name, bool IsOptional) : CelExpression;

    /// <summary>An element of a list or map; an optional one has no value where the element is missing.</summary>
    internal sealed record Index(CelExpression Target, CelExpression Key, bool IsOptional) : CelExpression;

    /// <summary>Whether a member is there: the macro <c>has</c>.</summary>
    internal sealed record Has(CelExpression Target, string Name) : CelExpression;

    /// <summary>A function, or a method where there is a target.</summary>
    internal sealed record Call(CelExpression? Target, string Name, IReadOnlyList<CelExpression> Arguments) : CelExpression;

    /// <summary>A macro over the elements of a list or the keys of a map: all, exists, exists_one, map, filter.</summary>
    internal sealed record Comprehension(CelExpression Target, string Macro, string Variable, CelExpression Body, CelExpression? Result) : CelExpression;

    internal sealed record Unary(string Operator, CelExpression Operand) : CelExpression;

    internal sealed record Binary(string Operator, CelExpression Left, CelExpression Right) : CelExpression;

    internal sealed record Conditional(CelExpression Condition, CelExpression Then, CelExpression Otherwise) : CelExpression;

    internal sealed record ListOf(IReadOnlyList<CelExpression> Items) : CelExpression;

    internal sealed record MapOf(IReadOnlyList<(CelExpression Key, CelExpression Value)> Entries) : CelExpression;
}
