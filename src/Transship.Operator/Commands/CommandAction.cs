using Microsoft.AspNetCore.Connections;
using Spectre.Console;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;
using Transship.Kubernetes.Manifests;
using Transship.Operator.Endpoints;
using Transship.Registry.Errors;

namespace Transship.Operator.Commands;

/// <summary>Runs the body of a command: what goes wrong becomes one clear line and an exit code, never a stack trace.</summary>
internal static class CommandAction
{
    /// <summary>Runs a body to its exit code.</summary>
    public static async Task<int> RunAsync(Func<CancellationToken, Task<int>> body, CancellationToken cancellationToken)
    {
        try
        {
            return await body(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception e)
        {
            var (message, exitCode) = Explain(e);
            Terminal.Error.MarkupLineInterpolated($"[red]error:[/] {message}");
            return exitCode;
        }
    }

    /// <summary>What an error means to the user of the command line.</summary>
    internal static (string Message, int ExitCode) Explain(Exception error) => error switch
    {
        ManifestException or KubernetesConfigException => (error.Message, ExitCodes.BadInput),
        ReasonedException or RegistryException => (error.Message, ExitCodes.For(FailureReason.Of(error).Reason)),
        IOException { InnerException: AddressInUseException } => ($"{error.Message} Name another port, or end the program that has it.", ExitCodes.Failure),
        _ when IsForeseen(error) => (error.Message, ExitCodes.Failure),
        _ => ($"Unexpected {error.GetType().Name}: {error.Message}", ExitCodes.Failure),
    };

    /// <summary>Whether the message of an error says all that a user needs.</summary>
    internal static bool IsForeseen(Exception error) =>
        error is ManifestException or KubernetesConfigException or ReasonedException or RegistryException or KubernetesException or IOException or UnauthorizedAccessException;
}
