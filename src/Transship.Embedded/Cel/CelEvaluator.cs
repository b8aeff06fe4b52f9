using System.Collections;

namespace Transship.Embedded.Cel;

/// <summary>Evaluates expressions.</summary>
internal static class CelEvaluator
{
    public static object? Evaluate(CelExpression expression, CelScope scope)
    {
        scope.Step();
        return expression switch
        {
            CelExpression.Literal literal => literal.Value,
            CelExpression.Identifier identifier => scope.TryGet(identifier.Name, out var value) ? value : throw new CelException($"undeclared reference to '{identifier.Name}'"),
            CelExpression.Member member => CelAccess.Member(Evaluate(member.Target, scope), member.Name, member.IsOptional),
            CelExpression.Index index => CelAccess.Index(Evaluate(index.Target, scope), Evaluate(index.Key, scope), index.IsOptional),
            CelExpression.Has has => CelAccess.Has(Evaluate(has.Target, scope), has.Name),
            CelExpression.Unary unary => Negate(unary, scope),
            CelExpression.Binary { Operator: "&&" } and => Both(and, scope, decisive: false),
            CelExpression.Binary { Operator: "||" } or => Both(or, scope, decisive: true),
            CelExpression.Binary binary => CelOperators.Apply(binary.Operator, Evaluate(binary.Left, scope), Evaluate(binary.Right, scope)),
            CelExpression.Conditional conditional => Evaluate(Bool(Evaluate(conditional.Condition, scope)) ? conditional.Then : conditional.Otherwise, scope),
            CelExpression.ListOf list => list.Items.Select(item => Evaluate(item, scope)).ToList(),
            CelExpression.MapOf map => map.Entries.ToDictionary(entry => Evaluate(entry.Key, scope) ?? throw new CelException("a key of a map is null"), entry => Evaluate(entry.Value, scope)),
            CelExpression.Comprehension comprehension => CelComprehension.Evaluate(comprehension, scope),
            CelExpression.Call call => CelFunctions.Call(
                call.Name,
                call.Target is null ? null : Evaluate(call.Target, scope),
                call.Target is not null,
                [.. call.Arguments.Select(argument => Evaluate(argument, scope))],
                scope),
            _ => throw new CelException($"{expression.GetType().Name} is not understood"),
        };
    }

    public static bool Bool(object? value) => value is bool flag ? flag : throw new CelException($"no such overload: {CelValue.TypeOf(value)} as a condition");

    public static IList List(object? value) => value switch
    {
        IList list => list,
        IDictionary map => map.Keys.Cast<object?>().ToList(),
        _ => throw new CelException($"no such overload: {CelValue.TypeOf(value)} as a range"),
    };

    private static object Negate(CelExpression.Unary unary, CelScope scope)
    {
        var operand = Evaluate(unary.Operand, scope);
        return (unary.Operator, operand) switch
        {
            ("!", bool flag) => !flag,
            ("-", long whole) => whole == long.MinValue ? throw new CelException("integer overflow") : -whole,
            ("-", double real) => -real,
            ("-", TimeSpan duration) => -duration,
            _ => throw new CelException($"no such overload: {unary.Operator}{CelValue.TypeOf(operand)}"),
        };
    }

    // A side that decides makes an error of the other one irrelevant, in either order.
    private static bool Both(CelExpression.Binary binary, CelScope scope, bool decisive)
    {
        CelException? error = null;
        foreach (var side in new[] { binary.Left, binary.Right })
        {
            try
            {
                if (Bool(Evaluate(side, scope)) == decisive)
                {
                    return decisive;
                }
            }
            catch (CelException e)
            {
                error ??= e;
            }
        }

        return error is null ? !decisive : throw error;
    }
}
