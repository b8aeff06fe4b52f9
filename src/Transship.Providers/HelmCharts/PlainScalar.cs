using System.Globalization;
using System.Text.RegularExpressions;

namespace Transship.Providers.HelmCharts;

/// <summary>
/// What Helm makes of an unquoted scalar where it wants text: YAML 1.1 as go-yaml resolves it, printed as sigs.k8s.io/yaml does. An unquoted 1.10 is the number
/// 1.1, and 'on' is true.
/// </summary>
internal static partial class PlainScalar
{
    /// <summary>The text; null for null.</summary>
    public static string? Text(string plain) => plain switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => "true",
        "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => "false",
        ".nan" or ".NaN" or ".NAN" => "NaN",
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => "+Inf",
        "-.inf" or "-.Inf" or "-.INF" => "-Inf",
        _ when plain[0] is '+' or '-' or '.' or (>= '0' and <= '9') => Number(plain),
        _ => plain,
    };

    private static string Number(string plain)
    {
        var bare = plain.Replace("_", "", StringComparison.Ordinal);
        if (Integer(bare) is { } integer)
        {
            return integer;
        }

        return Float().IsMatch(bare) && double.TryParse(bare, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite((float)value)
            ? Shortest((float)value)
            : plain;
    }

    private static string? Integer(string bare)
    {
        var sign = bare[0] == '-' ? "-" : "";
        var digits = bare[0] is '+' or '-' ? bare[1..] : bare;
        var (radix, body) = digits switch
        {
            ['0', 'x' or 'X', .. var rest] => (16, rest),
            ['0', 'b' or 'B', .. var rest] => (2, rest),
            ['0', 'o' or 'O', .. var rest] => (8, rest),
            ['0', .. { Length: > 0 } rest] => (8, rest),
            _ => (10, digits),
        };
        if (body.Length is 0 or > 64)
        {
            return null;
        }

        UInt128 value = 0;
        foreach (var c in body)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix || value > ulong.MaxValue)
            {
                return null;
            }

            value = (value * (uint)radix) + (uint)digit;
        }

        return value > (sign.Length > 0 ? 1UL << 63 : ulong.MaxValue) ? null : value == 0 ? "0" : sign + value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Go's format 'g' of a single-precision number with the fewest digits: with an exponent below -4, and from 6 on.</summary>
    private static string Shortest(float value)
    {
        if (value == 0)
        {
            return float.IsNegative(value) ? "-0" : "0";
        }

        // The runtime's shortest form is either plain or scientific: digits and exponent are the same in both.
        var parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal) is >= 0 and var at ? at : parts[0].Length;
        var all = parts[0].Replace(".", "", StringComparison.Ordinal);
        var digits = all.TrimStart('0');
        var exponent = (parts.Length > 1 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0) + point - 1 - (all.Length - digits.Length);
        digits = digits.TrimEnd('0');
        var sign = value < 0 ? "-" : "";
        return exponent switch
        {
            < -4 or >= 6 => string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}"),
            < 0 => $"{sign}0.{new string('0', -exponent - 1)}{digits}",
            _ when digits.Length <= exponent + 1 => sign + digits.PadRight(exponent + 1, '0'),
            _ => $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}",
        };
    }

    [GeneratedRegex(@"\A[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Float();
}
