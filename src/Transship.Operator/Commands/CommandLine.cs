using System.CommandLine;
using System.CommandLine.Invocation;
using Spectre.Console;

namespace Transship.Operator.Commands;

/// <summary>Runs the program by its arguments.</summary>
internal static class CommandLine
{
    /// <summary>Runs the command that the arguments name; those that cannot be understood are told in a line each.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> InvokeAsync(params string[] args)
    {
        var result = new TransshipCommand().Parse(args);
        if (result.Action is not ParseErrorAction)
        {
            // After a signal the operator has its own, shorter limits for ending in good order; this one only ends what ignores them.
            return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
        }

        foreach (var error in result.Errors)
        {
            Terminal.Error.MarkupLineInterpolated($"[red]error:[/] {error.Message}");
        }

        var command = result.CommandResult.Command;
        Terminal.Error.WriteLine($"See: transship {(command is RootCommand ? "" : command.Name + " ")}--help");
        return ExitCodes.BadInput;
    }
}
