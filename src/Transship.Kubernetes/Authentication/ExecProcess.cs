using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Transship.Kubernetes.Configuration;

namespace Transship.Kubernetes.Authentication;

/// <summary>Runs a credential plugin once, for a bounded time and with a bounded answer.</summary>
internal sealed class ExecProcess(ExecPluginOptions options, TimeProvider timeProvider)
{
    private const int MaxOutput = 1 << 20;
    private const int MaxError = 512;

    /// <summary>What the plugin prints.</summary>
    /// <exception cref="KubernetesConfigException">It could not be started, failed, or hung.</exception>
    internal async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Timeout, timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var process = Start();
        try
        {
            process.StandardInput.Close();
            var output = ReadAsync(process.StandardOutput, both.Token);
            var error = ReadAsync(process.StandardError, both.Token);
            await process.WaitForExitAsync(both.Token);
            return process.ExitCode == 0
                ? await output
                : throw options.Failed($"it ended with code {process.ExitCode}: {Shorten(await error)}");
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw options.Failed($"it gave no answer within {options.Timeout.TotalSeconds:0} s", e);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(options.Command, options.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in options.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = Info().ToJsonString();
        try
        {
            return Process.Start(start) ?? throw options.Failed("it did not start");
        }
        catch (Win32Exception e)
        {
            throw options.Failed($"it cannot be started: {e.Message}. {options.InstallHint}".TrimEnd(' ', '.'), e);
        }
    }

    private JsonObject Info()
    {
        var spec = new JsonObject { ["interactive"] = false };
        if (options.Cluster is { } cluster)
        {
            spec["cluster"] = cluster.DeepClone();
        }

        return new JsonObject { ["apiVersion"] = options.ApiVersion, ["kind"] = "ExecCredential", ["spec"] = spec };
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var buffer = new char[MaxOutput];
        var read = await reader.ReadBlockAsync(buffer, cancellationToken);
        return new string(buffer, 0, read);
    }

    private static string Shorten(string text)
    {
        var line = text.Trim().ReplaceLineEndings(" ");
        return line.Length <= MaxError ? line : line[..MaxError];
    }
}
