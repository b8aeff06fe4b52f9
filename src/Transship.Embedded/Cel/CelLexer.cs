using System.Globalization;
using System.Text;

namespace Transship.Embedded.Cel;

/// <summary>Cuts an expression into tokens.</summary>
internal static class CelLexer
{
    private static readonly string[] Operators = ["&&", "||", "==", "!=", "<=", ">=", ".?", "[?", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", "(", ")", "[", "]", "{", "}", ",", "."];

    public static List<CelToken> Read(string source)
    {
        var tokens = new List<CelToken>();
        var at = 0;
        while (true)
        {
            while (at < source.Length && char.IsWhiteSpace(source[at]))
            {
                at++;
            }

            if (at == source.Length)
            {
                tokens.Add(new CelToken(CelTokenKind.End, "", at));
                return tokens;
            }

            tokens.Add(Next(source, ref at));
        }
    }

    private static CelToken Next(string source, ref int at)
    {
        var start = at;
        var first = source[at];
        if (IsStringStart(source, at))
        {
            return new CelToken(CelTokenKind.Text, Text(source, ref at), start);
        }

        if (char.IsAsciiLetter(first) || first == '_')
        {
            while (at < source.Length && (char.IsAsciiLetterOrDigit(source[at]) || source[at] == '_'))
            {
                at++;
            }

            return new CelToken(CelTokenKind.Identifier, source[start..at], start);
        }

        if (char.IsAsciiDigit(first))
        {
            return Number(source, ref at);
        }

        var symbol = Array.Find(Operators, candidate => string.CompareOrdinal(source, start, candidate, 0, candidate.Length) == 0)
            ?? throw new CelException($"Syntax error: token recognition error at: '{first}' (position {start.ToString(CultureInfo.InvariantCulture)})");
        at += symbol.Length;
        return new CelToken(CelTokenKind.Operator, symbol, start);
    }

    private static CelToken Number(string source, ref int at)
    {
        var start = at;
        var kind = CelTokenKind.Integer;
        if (source[at] == '0' && at + 1 < source.Length && source[at + 1] is 'x' or 'X')
        {
            at += 2;
            while (at < source.Length && char.IsAsciiHexDigit(source[at]))
            {
                at++;
            }
        }
        else
        {
            while (at < source.Length && (char.IsAsciiDigit(source[at]) || IsFraction(source, at) || IsExponent(source, at)))
            {
                kind = char.IsAsciiDigit(source[at]) ? kind : CelTokenKind.Double;
                at += IsExponent(source, at) ? 2 : 1;
            }
        }

        var text = source[start..at];
        if (at < source.Length && source[at] is 'u' or 'U' && kind == CelTokenKind.Integer)
        {
            at++;
            kind = CelTokenKind.Unsigned;
        }

        return new CelToken(kind, text, start);
    }

    private static bool IsFraction(string source, int at) => source[at] == '.' && at + 1 < source.Length && char.IsAsciiDigit(source[at + 1]);

    private static bool IsExponent(string source, int at) =>
        source[at] is 'e' or 'E' && at + 1 < source.Length && (char.IsAsciiDigit(source[at + 1]) || source[at + 1] is '+' or '-');

    private static bool IsStringStart(string source, int at) =>
        source[at] is '"' or '\'' || (source[at] is 'r' or 'R' && at + 1 < source.Length && source[at + 1] is '"' or '\'');

    private static string Text(string source, ref int at)
    {
        var start = at;
        var isRaw = source[at] is 'r' or 'R';
        at += isRaw ? 1 : 0;
        var quote = source[at].ToString();
        var triple = new string(source[at], 3);
        var end = string.CompareOrdinal(source, at, triple, 0, 3) == 0 ? triple : quote;
        at += end.Length;
        var text = new StringBuilder();
        while (string.CompareOrdinal(source, at, end, 0, end.Length) != 0)
        {
            if (at >= source.Length)
            {
                throw new CelException($"Syntax error: the string at position {start.ToString(CultureInfo.InvariantCulture)} does not end");
            }

            if (source[at] == '\\' && !isRaw)
            {
                text.Append(CelEscape.Read(source, ref at));
            }
            else
            {
                text.Append(source[at++]);
            }
        }

        at += end.Length;
        return text.ToString();
    }
}
