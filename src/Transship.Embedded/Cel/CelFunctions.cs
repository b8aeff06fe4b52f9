using System.Collections;

namespace Transship.Embedded.Cel;

/// <summary>The functions and methods that rules may call.</summary>
internal static class CelFunctions
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "size", "int", "uint", "double", "string", "bool", "duration", "timestamp", "type", "dyn", "url", "isURL",
        "startsWith", "endsWith", "contains", "matches", "find", "findAll", "lowerAscii", "upperAscii", "trim", "split", "join", "replace", "substring", "indexOf", "lastIndexOf", "charAt",
        "isSorted", "sum", "min", "max", "getScheme", "getHost", "getHostname", "getPort", "getEscapedPath", "getQuery",
        "hasValue", "value", "orValue", "or", "getSeconds", "getMinutes", "getHours", "getMilliseconds",
    };

    public static bool Exists(string name) => Names.Contains(name);

    /// <summary>Calls a function, or a method where there is a target.</summary>
    /// <exception cref="CelException">There is no such function for these arguments.</exception>
    public static object? Call(string name, object? target, bool isMethod, object?[] arguments, CelScope scope)
    {
        object?[] all = isMethod ? [target, .. arguments] : arguments;
        scope.Step(Cost(all));
        return all switch
        {
            [CelOptional optional, ..] => OfOptional(name, optional, arguments),
            [var value] when CelConversions.TryConvert(name, value, out var converted) => converted,
            [string text, ..] when isMethod || name is "size" or "matches" => CelStrings.Call(name, text, arguments.Length == all.Length ? arguments[1..] : arguments),
            [Uri address] => CelUrls.Call(name, address),
            [TimeSpan duration] => OfDuration(name, duration),
            [IDictionary map] when name == "size" => (long)map.Count,
            [IList list, ..] => CelLists.Call(name, list, all[1..]),
            _ => throw NoOverload(name, all),
        };
    }

    internal static CelException NoOverload(string name, params object?[] arguments) =>
        new($"no such overload: {name}({string.Join(", ", arguments.Select(CelValue.TypeOf))})");

    private static int Cost(object?[] arguments) => arguments.Sum(argument => argument switch
    {
        string text => (text.Length / 10) + 1,
        ICollection items => items.Count + 1,
        _ => 1,
    });

    private static object? OfOptional(string name, CelOptional optional, object?[] arguments) => (name, arguments) switch
    {
        ("hasValue", []) => optional.HasValue,
        ("value", []) => optional.HasValue ? optional.Value : throw new CelException("optional.none() dereference"),
        ("orValue", [var other]) => optional.HasValue ? optional.Value : other,
        ("or", [CelOptional other]) => optional.HasValue ? optional : other,
        _ => throw NoOverload(name, [optional, .. arguments]),
    };

    private static long OfDuration(string name, TimeSpan duration) => name switch
    {
        "getHours" => (long)duration.TotalHours,
        "getMinutes" => (long)duration.TotalMinutes,
        "getSeconds" => (long)duration.TotalSeconds,
        "getMilliseconds" => (long)duration.TotalMilliseconds,
        _ => throw NoOverload(name, duration),
    };
}
