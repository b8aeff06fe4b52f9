using Spectre.Console;

namespace Transship.Operator.Commands;

/// <summary>Where commands write: results to standard output, everything else to standard error.</summary>
internal static class Terminal
{
    /// <summary>Results.</summary>
    public static IAnsiConsole Output { get; } = Create(Console.Out, Console.IsOutputRedirected, isInteractive: false);

    /// <summary>Progress and errors.</summary>
    public static IAnsiConsole Error { get; } = Create(Console.Error, Console.IsErrorRedirected, IsInteractive);

    /// <summary>Whether somebody watches: then progress is drawn, else told line by line.</summary>
    public static bool IsInteractive => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("CI") is null;

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
