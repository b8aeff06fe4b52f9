using System.Collections;

namespace Transship.Embedded.Cel;

/// <summary>Comparison, arithmetic and membership.</summary>
internal static class CelOperators
{
    public static object? Apply(string symbol, object? left, object? right) => symbol switch
    {
        "==" => CelValue.AreEqual(left, right),
        "!=" => !CelValue.AreEqual(left, right),
        "<" => CelValue.Compare(left, right) < 0,
        "<=" => CelValue.Compare(left, right) <= 0,
        ">" => CelValue.Compare(left, right) > 0,
        ">=" => CelValue.Compare(left, right) >= 0,
        "in" => In(left, right),
        _ => Arithmetic(symbol, left, right),
    };

    private static bool In(object? item, object? container) => container switch
    {
        IDictionary map => item is not null && map.Contains(item),
        IList list => list.Cast<object?>().Any(candidate => CelValue.AreEqual(candidate, item)),
        _ => throw new CelException($"no such overload: in {CelValue.TypeOf(container)}"),
    };

    private static object Arithmetic(string symbol, object? left, object? right)
    {
        try
        {
            return (symbol, left, right) switch
            {
                ("+", long a, long b) => checked(a + b),
                ("-", long a, long b) => checked(a - b),
                ("*", long a, long b) => checked(a * b),
                ("/", long, 0L) => throw new CelException("division by zero"),
                ("/", long a, long b) => checked(a / b),
                ("%", long, 0L) => throw new CelException("modulus by zero"),
                ("%", long a, long b) => a % b,
                ("+", double a, double b) => a + b,
                ("-", double a, double b) => a - b,
                ("*", double a, double b) => a * b,
                ("/", double a, double b) => a / b,
                ("+", string a, string b) => a + b,
                ("+", IList a, IList b) => a.Cast<object?>().Concat(b.Cast<object?>()).ToList(),
                ("+", TimeSpan a, TimeSpan b) => a + b,
                ("-", TimeSpan a, TimeSpan b) => a - b,
                ("+", DateTimeOffset a, TimeSpan b) => a + b,
                ("+", TimeSpan a, DateTimeOffset b) => b + a,
                ("-", DateTimeOffset a, TimeSpan b) => a - b,
                ("-", DateTimeOffset a, DateTimeOffset b) => a - b,
                _ => throw new CelException($"no such overload: {CelValue.TypeOf(left)} {symbol} {CelValue.TypeOf(right)}"),
            };
        }
        catch (Exception e) when (e is OverflowException or ArgumentOutOfRangeException)
        {
            throw new CelException("integer overflow");
        }
    }
}
