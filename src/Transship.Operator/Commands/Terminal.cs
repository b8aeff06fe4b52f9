using Spectre.Console;

namespace Transship.Operator.Commands;

/// <summary>Where commands write: results to standard output, everything else to standard error.</summary>
internal static class Terminal
{
    // Made when they are needed: a short copy that nobody watches ends sooner than a console is set up.
    private static readonly Lazy<IAnsiConsole> LazyOutput = new(() => Create(Console.Out, Console.IsOutputRedirected, isInteractive: false));
    private static readonly Lazy<IAnsiConsole> LazyError = new(() => Create(Console.Error, Console.IsErrorRedirected, IsInteractive));

    /// <summary>Results.</summary>
    public static IAnsiConsole Output => LazyOutput.Value;

    /// <summary>Progress and errors.</summary>
    public static IAnsiConsole Error => LazyError.Value;

    /// <summary>Where progress is drawn; null when nobody watches.</summary>
    public static IAnsiConsole? Watched => IsInteractive ? Error : null;

    /// <summary>Whether somebody watches: then progress is drawn, else told line by line.</summary>
    public static bool IsInteractive => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("CI") is null;

    /// <summary>Writes a result of one line, as it is.</summary>
    public static void WriteResult(string line) => Console.Out.WriteLine(line);

    private static IAnsiConsole Create(TextWriter writer, bool isRedirected, bool isInteractive)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = isInteractive ? InteractionSupport.Yes : InteractionSupport.No,
        });
        if (isRedirected)
        {
            // Lines for programs are not wrapped.
            console.Profile.Width = 10_000;
        }

        return console;
    }
}
