using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;

namespace Transship.Registry.Credentials;

/// <summary>Runs <c>docker-credential-NAME get</c> (docker's credential helper protocol): the registry on stdin, JSON on stdout.</summary>
internal static class CredentialProgram
{
    private const string TokenUser = "<token>";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<RegistryCredentials?> GetAsync(string name, string registry, CancellationToken cancellationToken)
    {
        if (name.AsSpan().ContainsAny("/\\ "))
        {
            throw new RegistryException(RegistryErrorKind.AuthenticationFailed, $"'{name}' is not the name of a credential helper.");
        }

        var program = "docker-credential-" + name;
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, "get") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new RegistryException(RegistryErrorKind.AuthenticationFailed, $"The credential helper {program} cannot be started; install it, or log in without it.", e);
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await AskAsync(process.StandardInput, registry, deadline.Token);
            var output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await errors;
            await process.WaitForExitAsync(deadline.Token);
            return process.ExitCode == 0 ? Read(output, program) : NotFound(output, program, registry);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RegistryException(RegistryErrorKind.AuthenticationFailed, $"The credential helper {program} did not answer within {Patience.TotalSeconds:0} s.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task AskAsync(StreamWriter input, string registry, CancellationToken cancellationToken)
    {
        try
        {
            await input.WriteAsync(registry.AsMemory(), cancellationToken);
            input.Close();
        }
        catch (IOException)
        {
            // It ended without reading the question, as one does that knows only one answer: what it printed tells.
        }
    }

    private static RegistryCredentials? NotFound(string output, string program, string registry) =>
        output.Contains("credentials not found", StringComparison.OrdinalIgnoreCase)
            ? null
            : throw new RegistryException(RegistryErrorKind.AuthenticationFailed, $"The credential helper {program} failed for {registry}: {output.ReplaceLineEndings(" ").Trim()}.");

    private static RegistryCredentials? Read(string output, string program)
    {
        CredentialAnswer? answer;
        try
        {
            answer = JsonSerializer.Deserialize(output, CredentialsJson.Default.CredentialAnswer);
        }
        catch (JsonException)
        {
            throw new RegistryException(RegistryErrorKind.AuthenticationFailed, $"The credential helper {program} printed something that is not JSON.");
        }

        var secret = answer?.Secret ?? default;
        return answer?.Username == TokenUser
            ? new RegistryCredentials("", default) { IdentityToken = secret }
            : new RegistryCredentials(answer?.Username ?? "", secret);
    }
}
