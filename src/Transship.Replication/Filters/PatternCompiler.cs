using System.Diagnostics.CodeAnalysis;

namespace Transship.Replication.Filters;

/// <summary>Reads a glob into steps: one for each character, class or brace.</summary>
internal sealed class PatternCompiler
{
    private readonly string _text;
    private readonly List<PatternStep> _steps = [];
    private readonly Stack<OpenBrace> _braces = new();
    private int _at;

    private PatternCompiler(string text) => _text = text;

    /// <summary>Compiles a pattern.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="program">The steps.</param>
    /// <param name="error">What is wrong with the pattern.</param>
    public static bool TryCompile(string text, [NotNullWhen(true)] out PatternProgram? program, [NotNullWhen(false)] out PatternError? error)
    {
        var compiler = new PatternCompiler(text);
        error = compiler.Run();
        program = error is null ? new PatternProgram(compiler._steps) : null;
        return error is null;
    }

    private PatternError? Run()
    {
        while (_at < _text.Length)
        {
            if (Read() is { } error)
            {
                return error;
            }
        }

        if (_braces.TryPeek(out var open))
        {
            return At(open.Index, "The { is never closed; write \\{ for the character itself.");
        }

        _steps.Add(new PatternStep(PatternStepKind.End));
        FindDoubleStars();
        return null;
    }

    private PatternError? Read()
    {
        switch (_text[_at])
        {
            case '\\':
                return ReadEscape();
            case '[':
                return ReadClass();
            case '*':
                Add(PatternStepKind.Star);
                break;
            case '?':
                Add(PatternStepKind.Any);
                break;
            case '/':
                Add(PatternStepKind.Separator);
                break;
            case '{':
                OpenChoice();
                break;
            case ',' when _braces.Count > 0:
                EndChoice();
                break;
            case '}' when _braces.Count > 0:
                CloseChoice();
                break;
            default:
                _steps.Add(new PatternStep(PatternStepKind.Literal) { Character = _text[_at] });
                break;
        }

        _at++;
        return null;
    }

    private PatternError? ReadEscape()
    {
        if (_at + 1 >= _text.Length)
        {
            return At(_at, "Nothing follows the \\; write \\\\ for the character itself.");
        }

        if (_text[_at + 1] == '/')
        {
            return At(_at, "An escaped / matches nothing; write / alone.");
        }

        _steps.Add(new PatternStep(PatternStepKind.Literal) { Character = _text[_at + 1] });
        _at += 2;
        return null;
    }

    private PatternError? ReadClass()
    {
        var error = PatternClass.Parse(_text, _at, _braces.Count > 0, out _at, out var parsed);
        _steps.Add(new PatternStep(PatternStepKind.Class) { Class = parsed });
        return error;
    }

    private void OpenChoice()
    {
        var choice = new PatternStep(PatternStepKind.Choice);
        _steps.Add(choice);
        choice.Targets.Add(_steps.Count);
        _braces.Push(new OpenBrace(_at, choice, []));
    }

    private void EndChoice()
    {
        _braces.Peek().Jumps.Add(Add(PatternStepKind.Jump));
        _braces.Peek().Choice.Targets.Add(_steps.Count);
    }

    private void CloseChoice()
    {
        var brace = _braces.Pop();
        brace.Jumps.Add(Add(PatternStepKind.Jump));
        brace.Jumps.ForEach(jump => jump.Targets.Add(_steps.Count));
    }

    private PatternStep Add(PatternStepKind kind)
    {
        var step = new PatternStep(kind);
        _steps.Add(step);
        return step;
    }

    private void FindDoubleStars()
    {
        for (var i = 0; i < _steps.Count; i++)
        {
            var second = _steps[i].Kind == PatternStepKind.Star ? BehindJumps(i + 1) : -1;
            if (second < 0 || _steps[second].Kind != PatternStepKind.Star)
            {
                continue;
            }

            var behind = BehindJumps(second + 1);
            _steps[i].ComponentEnd = _steps[behind].Kind is PatternStepKind.Separator or PatternStepKind.End ? behind : -1;
        }
    }

    private int BehindJumps(int step)
    {
        while (_steps[step].Kind == PatternStepKind.Jump)
        {
            step = _steps[step].Targets[0];
        }

        return step;
    }

    private static PatternError At(int index, string message) => new(index + 1, message);

    private sealed record OpenBrace(int Index, PatternStep Choice, List<PatternStep> Jumps);
}
