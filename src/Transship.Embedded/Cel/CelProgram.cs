namespace Transship.Embedded.Cel;

/// <summary>An expression that is ready to be evaluated.</summary>
internal sealed class CelProgram
{
    private readonly CelExpression _expression;

    private CelProgram(CelExpression expression, bool usesOldSelf)
    {
        _expression = expression;
        UsesOldSelf = usesOldSelf;
    }

    /// <summary>Whether the expression compares with the former state.</summary>
    public bool UsesOldSelf { get; }

    /// <summary>Parses an expression and checks the names in it.</summary>
    /// <param name="source">The expression.</param>
    /// <exception cref="CelException">The expression cannot be understood, or names what is not there.</exception>
    public static CelProgram Compile(string source)
    {
        var expression = CelParser.Parse(source);
        var check = new CelNameCheck();
        check.Visit(expression, []);
        return new CelProgram(expression, check.UsesOldSelf);
    }

    /// <summary>The value of the expression.</summary>
    /// <exception cref="CelException">The expression has no value, or costs too much.</exception>
    public object? Evaluate(CelScope scope) => CelEvaluator.Evaluate(_expression, scope);
}
