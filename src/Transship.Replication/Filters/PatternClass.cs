namespace Transship.Replication.Filters;

/// <summary>A character class of a glob: <c>[abc]</c>, <c>[a-z]</c>, <c>[^a-z]</c>. None of them takes the separator.</summary>
/// <param name="Ranges">The ranges, both ends included.</param>
/// <param name="IsNegated">Whether the characters outside of the ranges are meant.</param>
internal sealed record PatternClass(IReadOnlyList<(char Low, char High)> Ranges, bool IsNegated)
{
    /// <summary>Whether the class takes a character.</summary>
    /// <param name="character">The character.</param>
    public bool Contains(char character) =>
        character != '/' && Ranges.Any(range => range.Low <= character && character <= range.High) != IsNegated;

    /// <summary>Reads one class.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="open">Index of the opening bracket.</param>
    /// <param name="inBraces">Whether the class stands within braces, where doublestar cuts at commas and braces before it reads classes.</param>
    /// <param name="end">Index behind the closing bracket.</param>
    /// <param name="parsed">The class; null when it is wrong.</param>
    /// <returns>What is wrong with the class, or null.</returns>
    public static PatternError? Parse(string text, int open, bool inBraces, out int end, out PatternClass? parsed)
    {
        end = open;
        parsed = null;
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

        var ranges = new List<(char Low, char High)>();
        while (at < close)
        {
            if (ReadRange(text, close, inBraces, ref at, out var range) is { } error)
            {
                return error;
            }

            ranges.Add(range);
        }

        end = close + 1;
        parsed = new PatternClass(ranges, negated);
        return null;
    }

    private static PatternError? ReadRange(string text, int close, bool inBraces, ref int at, out (char Low, char High) range)
    {
        range = default;
        var start = at;
        if (Read(text, inBraces, ref at, out var low) is { } wrongLow)
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

            if (Read(text, inBraces, ref at, out high) is { } wrongHigh)
            {
                return wrongHigh;
            }
        }

        range = (low, high);
        return low > high ? At(start, "The range ends before it starts.") : null;
    }

    private static PatternError? Read(string text, bool inBraces, ref int at, out char character)
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

        // The closing bracket was found with escapes in mind, so a character follows.
        if (character == '\\')
        {
            at++;
            character = text[at];
        }

        at++;
        return null;
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
