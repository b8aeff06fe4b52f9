using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Transship.Kubernetes.Configuration;
using Transship.Kubernetes.Serialization;

namespace Transship.Kubernetes.Authentication;

/// <summary>Asks a program for credentials, and again 30 seconds before they expire or when they were refused.</summary>
internal sealed class ExecPlugin(ExecPluginOptions options, TimeProvider timeProvider) : ICredentialSource, IDisposable
{
    private const int MaxOutput = 1 << 20;

    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile Held? _held;

    public async ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } fresh)
        {
            return fresh;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (Fresh() is { } meanwhile)
            {
                return meanwhile;
            }

            _held = Parse(await RunAsync(cancellationToken));
            return _held.Credential;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Invalidate(Credential refused)
    {
        if (_held is { } held && ReferenceEquals(held.Credential, refused))
        {
            Interlocked.CompareExchange(ref _held, null, held);
        }
    }

    public void Dispose() => _gate.Dispose();

    public override string ToString() => options.Command;

    private Credential? Fresh() =>
        _held is { } held && (held.Expires is not { } expires || timeProvider.GetUtcNow() < expires - Leeway) ? held.Credential : null;

    private async Task<string> RunAsync(CancellationToken cancellationToken)
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
                : throw Failed($"it ended with code {process.ExitCode}: {Shorten(await error)}");
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Failed($"it gave no answer within {options.Timeout.TotalSeconds:0} s", e);
        }
        finally
        {
            Stop(process);
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

        var spec = new JsonObject { ["interactive"] = false };
        if (options.Cluster is { } cluster)
        {
            spec["cluster"] = cluster.DeepClone();
        }

        var info = new JsonObject { ["apiVersion"] = options.ApiVersion, ["kind"] = "ExecCredential", ["spec"] = spec };
        start.Environment["KUBERNETES_EXEC_INFO"] = info.ToJsonString();
        try
        {
            return Process.Start(start) ?? throw Failed("it did not start");
        }
        catch (Win32Exception e)
        {
            throw Failed($"it cannot be started: {e.Message}. {options.InstallHint}".TrimEnd(), e);
        }
    }

    private static void Stop(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var buffer = new char[MaxOutput];
        var read = await reader.ReadBlockAsync(buffer, cancellationToken);
        return new string(buffer, 0, read);
    }

    private Held Parse(string output)
    {
        ExecCredential? answer;
        try
        {
            answer = JsonSerializer.Deserialize<ExecCredential>(output, KubernetesJson.Options);
        }
        catch (JsonException e)
        {
            throw Failed("its answer is no ExecCredential in JSON", e);
        }

        if (answer?.Status is not { } status || (status.Token is null && status.ClientCertificateData is null))
        {
            throw Failed("its answer has neither a token nor a client certificate");
        }

        var credential = new Credential(status.Token is { } token ? new AuthenticationHeaderValue("Bearer", token) : null)
        {
            ClientCertificate = status is { ClientCertificateData: { } certificate, ClientKeyData: { } key } ? new ClientCertificatePem(certificate, key) : null,
        };
        return new Held(credential, status.ExpirationTimestamp);
    }

    private KubernetesConfigException Failed(string why, Exception? inner = null) =>
        new($"The credential plugin {options.Command} of the kubeconfig failed: {why}.", inner);

    private static string Shorten(string text)
    {
        var line = text.Trim().ReplaceLineEndings(" ");
        return line.Length <= 512 ? line : line[..512];
    }

    private sealed record Held(Credential Credential, DateTimeOffset? Expires);

    private sealed record ExecCredential(ExecCredentialStatus? Status);

    private sealed record ExecCredentialStatus(DateTimeOffset? ExpirationTimestamp, string? Token, string? ClientCertificateData, string? ClientKeyData);
}
