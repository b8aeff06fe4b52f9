using System.Collections;
using System.Globalization;

namespace Transship.Embedded.Cel;

/// <summary>Members of objects, elements of lists and maps.</summary>
internal static class CelAccess
{
    public static bool Has(object? target, string name) => Unwrap(target) switch
    {
        IDictionary map => map.Contains(name) || map.Contains(CelNames.Unescape(name)),
        CelOptional => false,
        var other => throw new CelException($"no such overload: has() on {CelValue.TypeOf(other)}"),
    };

    public static object? Member(object? target, string name, bool isOptional)
    {
        var isChained = isOptional || target is CelOptional;
        switch (Unwrap(target))
        {
            case IDictionary map when map.Contains(name):
                return Result(map[name], isChained);
            case IDictionary map when map.Contains(CelNames.Unescape(name)):
                return Result(map[CelNames.Unescape(name)], isChained);
            case IDictionary or CelOptional when isChained:
                return CelOptional.None;
            case IDictionary:
                throw new CelException($"no such key: {name}");
            case var other:
                throw new CelException($"no such overload: a member of {CelValue.TypeOf(other)}");
        }
    }

    public static object? Index(object? target, object? key, bool isOptional)
    {
        var isChained = isOptional || target is CelOptional;
        switch (Unwrap(target))
        {
            case IDictionary map when key is not null && map.Contains(key):
                return Result(map[key], isChained);
            case IList list when key is long index && index >= 0 && index < list.Count:
                return Result(list[(int)index], isChained);
            case var _ when isChained:
                return CelOptional.None;
            case IDictionary:
                throw new CelException($"no such key: {key}");
            case IList:
                throw new CelException($"index out of bounds: {Convert.ToString(key, CultureInfo.InvariantCulture)}");
            case var other:
                throw new CelException($"no such overload: an element of {CelValue.TypeOf(other)}");
        }
    }

    private static object? Result(object? value, bool isOptional) => isOptional && value is not CelOptional ? CelOptional.Of(value) : value;

    private static object? Unwrap(object? target) => target is CelOptional { HasValue: true } optional ? optional.Value : target;
}
