using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Transship.Replication.Filters;

/// <summary>Writes a glob as a regular expression.</summary>
internal sealed class PatternTranslator
{
    private const string WithinComponent = "[^/]*";
    private const string LeadingComponents = "(?:[^/]*/)*";
    private const string FollowingComponents = "(?:/[^/]*)*";

    private readonly string _text;
    private readonly StringBuilder _regex = new(@"\A");
    private readonly Stack<int> _braces = new();
    private int _at;

    private PatternTranslator(string text) => _text = text;

    /// <summary>Translates a pattern.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="regex">The regular expression, anchored on both sides.</param>
    /// <param name="error">What is wrong with the pattern.</param>
    public static bool TryTranslate(string text, [NotNullWhen(true)] out string? regex, [NotNullWhen(false)] out PatternError? error)
    {
        var translator = new PatternTranslator(text);
        error = translator.Run();
        regex = error is null ? translator._regex.ToString() : null;
        return error is null;
    }

    private PatternError? Run()
    {
        _at = SkipRepeated(0);
        TakeDoubleStar();
        while (_at < _text.Length)
        {
            if (Step() is { } error)
            {
                return error;
            }
        }

        if (_braces.TryPeek(out var open))
        {
            return At(open, "The { is never closed; write \\{ for the character itself.");
        }

        _regex.Append(@"\z");
        return null;
    }

    private PatternError? Step()
    {
        var c = _text[_at];
        switch (c)
        {
            case '\\':
                return Escape();
            case '[':
                return Class();
            case '*':
                _regex.Append(WithinComponent);
                break;
            case '?':
                _regex.Append("[^/]");
                break;
            case '/':
                Separator();
                return null;
            case '{':
                _braces.Push(_at);
                _regex.Append("(?:");
                break;
            case ',' when _braces.Count > 0:
                _regex.Append('|');
                break;
            case '}' when _braces.Count > 0:
                _braces.Pop();
                _regex.Append(')');
                break;
            default:
                _regex.Append(Regex.Escape(c.ToString()));
                break;
        }

        _at++;
        return null;
    }

    private PatternError? Escape()
    {
        if (_at + 1 >= _text.Length)
        {
            return At(_at, "Nothing follows the \\; write \\\\ for the character itself.");
        }

        if (_text[_at + 1] == '/')
        {
            return At(_at, "An escaped / matches nothing; write / alone.");
        }

        _regex.Append(Regex.Escape(_text[_at + 1].ToString()));
        _at += 2;
        return null;
    }

    private PatternError? Class()
    {
        var error = PatternClass.Translate(_text, _at, _braces.Count > 0, _regex, out var end);
        _at = end;
        return error;
    }

    private void Separator()
    {
        _at = SkipRepeated(_at + 1) - 1;

        // A ** that ends with its brace, as in {a/**,b}/c: the / that follows is not the brace's to take, so the one before is.
        if (IsDoubleStar(_at + 1, out var end) && end == ComponentEnd.AfterBrace)
        {
            _regex.Append(FollowingComponents);
            _at += 3;
            return;
        }

        _regex.Append('/');
        _at++;
        TakeDoubleStar();
    }

    // Called where a component starts. Right behind a { it is not: there doublestar reads ** as *.
    private void TakeDoubleStar()
    {
        if (!IsDoubleStar(_at, out var end))
        {
            return;
        }

        _regex.Append(end == ComponentEnd.Separator ? LeadingComponents : ".*");
        _at += end == ComponentEnd.Separator ? 3 : 2;
    }

    // **/** says the same as **.
    private int SkipRepeated(int start)
    {
        while (IsDoubleStar(start, out var end) && end == ComponentEnd.Separator && IsDoubleStar(start + 3, out _))
        {
            start += 3;
        }

        return start;
    }

    private bool IsDoubleStar(int start, out ComponentEnd end)
    {
        end = ComponentEnd.None;
        if (string.CompareOrdinal(_text, start, "**", 0, 2) == 0)
        {
            end = EndOfComponent(start + 2);
        }

        return end != ComponentEnd.None;
    }

    private ComponentEnd EndOfComponent(int at)
    {
        var depth = _braces.Count;
        while (at < _text.Length && depth > 0 && _text[at] is ',' or '}')
        {
            at = CloseOfBrace(at) + 1;
            depth--;
        }

        if (at >= _text.Length)
        {
            return ComponentEnd.Text;
        }

        return _text[at] != '/' ? ComponentEnd.None : depth < _braces.Count ? ComponentEnd.AfterBrace : ComponentEnd.Separator;
    }

    private int CloseOfBrace(int at)
    {
        for (var depth = 0; at < _text.Length; at++)
        {
            switch (_text[at])
            {
                case '\\':
                    at++;
                    break;
                case '{':
                    depth++;
                    break;
                case '}' when depth-- == 0:
                    return at;
                default:
                    break;
            }
        }

        return at;
    }

    private static PatternError At(int index, string message) => new(index + 1, message);

    private enum ComponentEnd
    {
        None,
        Text,
        Separator,
        AfterBrace,
    }
}
