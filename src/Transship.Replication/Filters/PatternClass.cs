using System.Globalization;
using System.Text;

namespace Transship.Replication.Filters;

/// <summary>The character classes of a glob: <c>[abc]</c>, <c>[a-z]</c>, <c>[^a-z]</c>. None of them matches the separator.</summary>
internal static class PatternClass
{
    /// <summary>Writes one class as a class of a regular expression.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="open">Index of the opening bracket.</param>
    /// <param name="inBraces">Whether the class stands within braces, where doublestar cuts at commas and braces before it reads classes.</param>
    /// <param name="regex">Takes the translation.</param>
    /// <param name="end">Index behind the closing bracket.</param>
    /// <returns>What is wrong with the class, or null.</returns>
    public static PatternError? Translate(string text, int open, bool inBraces, StringBuilder regex, out int end)
    {
        end = open;
        var close = Close(text, open + 1);
        if (close < 0)
        {
            return At(open, "The [ is never closed; write \\[ for the character itself.");
        }

        var at = open + 1;
        var negated = text[at] == '^';
        at += negated ? 1 : 0;
        if (at >= close)
        {
            return At(open, "The class is empty; write \\] for the character itself.");
        }

        var ranges = new StringBuilder();
        while (at < close)
        {
            var start = at;
            if (Read(text, close, inBraces, ref at, out var low) is { } wrongLow)
            {
                return wrongLow;
            }

            var high = low;
            if (at < close && text[at] == '-')
            {
                at++;
                if (at >= close)
                {
                    return At(at - 1, "The range has no end; write \\- for the character itself.");
                }

                if (Read(text, close, inBraces, ref at, out high) is { } wrongHigh)
                {
                    return wrongHigh;
                }
            }

            if (low > high)
            {
                return At(start, "The range ends before it starts.");
            }

            ranges.Append(CultureInfo.InvariantCulture, $"\\u{(int)low:x4}-\\u{(int)high:x4}");
        }

        regex.Append(negated ? $"[^/{ranges}]" : $"[{ranges}-[/]]");
        end = close + 1;
        return null;
    }

    private static PatternError? Read(string text, int close, bool inBraces, ref int at, out char character)
    {
        character = text[at];
        if (character == '-')
        {
            return At(at, "A - stands between two characters of a range; write \\- for the character itself.");
        }

        if (inBraces && character is ',' or '{' or '}')
        {
            return At(at, $"Within braces a class cannot hold {character}; write \\{character}.");
        }

        if (character == '\\')
        {
            at++;
            character = text[at];
        }

        at++;
        return at <= close ? null : At(at - 1, "Nothing follows the \\.");
    }

    private static int Close(string text, int at)
    {
        for (; at < text.Length; at++)
        {
            if (text[at] == '\\')
            {
                at++;
            }
            else if (text[at] == ']')
            {
                return at;
            }
        }

        return -1;
    }

    private static PatternError At(int index, string message) => new(index + 1, message);
}
