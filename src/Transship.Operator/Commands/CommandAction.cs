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
        ReasonedException e => (e.Message, FailureReason.Of(e).CanHeal ? ExitCodes.Failure : ExitCodes.BadInput),
        RegistryException { Kind: RegistryErrorKind.InvalidReference } => (error.Message, ExitCodes.BadInput),
        RegistryException or KubernetesException or IOException or UnauthorizedAccessException => (error.Message, ExitCodes.Failure),
        _ => ($"Unexpected {error.GetType().Name}: {error.Message}", ExitCodes.Failure),
    };
}
