using System.Text;
using System.Text.RegularExpressions;
using Spectre.Console;

namespace Transship.Operator.Tests.Harness;

/// <summary>What a command writes to: a terminal of 80 columns, or a pipe.</summary>
internal sealed partial class Screen : IAnsiConsoleOutput
{
    private readonly StringBuilder _text = new();

    private Screen(bool isTerminal)
    {
        IsTerminal = isTerminal;
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = this,
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
    }

    public IAnsiConsole Console { get; }

    public TextWriter Writer => new StringWriter(_text);

    public bool IsTerminal { get; }

    public int Width => 80;

    public int Height => 24;

    /// <summary>What was written so far, as it is.</summary>
    public string Raw => _text.ToString();

    public static Screen Terminal() => new(isTerminal: true);

    public static Screen Pipe() => new(isTerminal: false);

    /// <summary>What was written since this was asked last, without colours and cursor moves.</summary>
    public string Take()
    {
        var text = Escapes().Replace(Raw, "");
        _text.Clear();
        return text;
    }

    public void SetEncoding(Encoding encoding)
    {
        // A string has none.
    }

    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Escapes();
}
