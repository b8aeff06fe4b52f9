using System.Globalization;

namespace Transship.Embedded.Cel;

/// <summary>Escapes within string literals.</summary>
internal static class CelEscape
{
    /// <summary>Reads the escape that begins at the position, and moves behind it.</summary>
    public static string Read(string source, ref int at)
    {
        if (at + 1 >= source.Length)
        {
            throw new CelException("Syntax error: an escape at the end of the expression");
        }

        var letter = source[at + 1];
        at += 2;
        switch (letter)
        {
            case 'n': return "\n";
            case 't': return "\t";
            case 'r': return "\r";
            case 'a': return "\a";
            case 'b': return "\b";
            case 'f': return "\f";
            case 'v': return "\v";
            case '\\' or '"' or '\'' or '?' or '`': return letter.ToString();
            case 'x' or 'X': return Code(source, ref at, 2, NumberStyles.AllowHexSpecifier);
            case 'u': return Code(source, ref at, 4, NumberStyles.AllowHexSpecifier);
            case 'U': return Code(source, ref at, 8, NumberStyles.AllowHexSpecifier);
            default: throw new CelException($"Syntax error: the escape \\{letter} is unknown");
        }
    }

    private static string Code(string source, ref int at, int digits, NumberStyles style)
    {
        if (at + digits <= source.Length && int.TryParse(source.AsSpan(at, digits), style, CultureInfo.InvariantCulture, out var code) && code is >= 0 and <= 0x10FFFF and not (>= 0xD800 and <= 0xDFFF))
        {
            at += digits;
            return char.ConvertFromUtf32(code);
        }

        throw new CelException("Syntax error: an escape with no valid code point");
    }
}
