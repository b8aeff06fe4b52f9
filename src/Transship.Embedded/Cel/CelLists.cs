using System.Collections;

namespace Transship.Embedded.Cel;

/// <summary>Methods of lists.</summary>
internal static class CelLists
{
    public static object? Call(string name, IList list, object?[] arguments)
    {
        var items = list.Cast<object?>().ToList();
        return (name, arguments) switch
        {
            ("size", []) => (long)items.Count,
            ("isSorted", []) => items.Zip(items.Skip(1)).All(pair => CelValue.Compare(pair.First, pair.Second) <= 0),
            ("sum", []) => items.Count == 0 ? 0L : items.Aggregate((sum, item) => CelOperators.Apply("+", sum, item)),
            ("min", []) => Extreme(items, -1),
            ("max", []) => Extreme(items, 1),
            ("indexOf", [var wanted]) => (long)items.FindIndex(item => CelValue.AreEqual(item, wanted)),
            ("lastIndexOf", [var wanted]) => (long)items.FindLastIndex(item => CelValue.AreEqual(item, wanted)),
            ("join", []) => string.Concat(Texts(items)),
            ("join", [string separator]) => string.Join(separator, Texts(items)),
            _ => throw CelFunctions.NoOverload(name, [list, .. arguments]),
        };
    }

    private static object? Extreme(List<object?> items, int sign) => items.Count == 0
        ? throw new CelException("min or max of an empty list")
        : items.Aggregate((best, item) => CelValue.Compare(item, best) * sign > 0 ? item : best);

    private static IEnumerable<string> Texts(List<object?> items) =>
        items.Select(item => item as string ?? throw CelFunctions.NoOverload("join", item));
}
