namespace Transship.Embedded.Cel;

/// <summary>The macros over lists and maps.</summary>
internal static class CelComprehension
{
    public static object? Evaluate(CelExpression.Comprehension macro, CelScope scope)
    {
        var items = CelEvaluator.List(CelEvaluator.Evaluate(macro.Target, scope)).Cast<object?>();
        var hid = scope.TryGet(macro.Variable, out var hidden);
        try
        {
            return macro.Macro switch
            {
                "all" => !Decide(items, macro, scope, decisive: false),
                "exists" => Decide(items, macro, scope, decisive: true),
                "exists_one" or "existsOne" => items.Count(item => Holds(item, macro.Body, macro, scope)) == 1,
                "filter" => items.Where(item => Holds(item, macro.Body, macro, scope)).ToList(),
                _ when macro.Result is { } result => items.Where(item => Holds(item, macro.Body, macro, scope)).Select(item => Value(item, result, macro, scope)).ToList(),
                _ => items.Select(item => Value(item, macro.Body, macro, scope)).ToList(),
            };
        }
        finally
        {
            if (hid)
            {
                scope.Set(macro.Variable, hidden);
            }
            else
            {
                scope.Remove(macro.Variable);
            }
        }
    }

    // Whether some item decides; an error counts only where no item does.
    private static bool Decide(IEnumerable<object?> items, CelExpression.Comprehension macro, CelScope scope, bool decisive)
    {
        CelException? error = null;
        foreach (var item in items)
        {
            try
            {
                if (Holds(item, macro.Body, macro, scope) == decisive)
                {
                    return true;
                }
            }
            catch (CelException e)
            {
                error ??= e;
            }
        }

        return error is null ? false : throw error;
    }

    private static bool Holds(object? item, CelExpression body, CelExpression.Comprehension macro, CelScope scope) => CelEvaluator.Bool(Value(item, body, macro, scope));

    private static object? Value(object? item, CelExpression body, CelExpression.Comprehension macro, CelScope scope)
    {
        scope.Set(macro.Variable, item);
        return CelEvaluator.Evaluate(body, scope);
    }
}
