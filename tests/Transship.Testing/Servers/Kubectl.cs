namespace Transship.Testing.Servers;

/// <summary>A real kubectl, bound to one API server.</summary>
public sealed class Kubectl
{
    private readonly Tool _tool;

    private Kubectl(Tool tool) => _tool = tool;

    /// <summary>The kubectl that talks to the cluster of a kubeconfig file.</summary>
    public static Task<Kubectl> ForKubeconfigAsync(string path, CancellationToken cancellationToken = default) =>
        CreateAsync([$"--kubeconfig={path}"], Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "kubectl-cache"), cancellationToken);

    /// <summary>The kubectl that talks to a server without credentials, as to an embedded one.</summary>
    public static Task<Kubectl> ForServerAsync(Uri server, CancellationToken cancellationToken = default) =>
        CreateAsync(
            [$"--server={server}", "--kubeconfig=/dev/null"],
            Checkout.PathTo($"artifacts/kubectl-cache/{Environment.ProcessId}-{server.Port}"),
            cancellationToken);

    /// <summary>Runs kubectl and returns its standard output; throws <see cref="ToolFailedException"/> when it fails.</summary>
    public Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken = default) =>
        _tool.RunAsync(arguments, cancellationToken: cancellationToken);

    /// <summary>Runs kubectl whatever its outcome.</summary>
    public Task<ToolResult> TryRunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken = default) =>
        _tool.TryRunAsync(arguments, cancellationToken: cancellationToken);

    /// <summary>Runs kubectl for its lines of output as they come, until the caller has seen enough.</summary>
    public IAsyncEnumerable<string> StreamAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken = default) =>
        _tool.StreamAsync(arguments, cancellationToken);

    /// <summary>
    /// Applies manifests given as YAML, to a namespace unless they name one. The server alone judges them: kubectl would refuse what an old server's schema lacks.
    /// </summary>
    public Task<string> ApplyAsync(string manifests, string? ns = null, CancellationToken cancellationToken = default) =>
        _tool.RunAsync(["apply", "--validate=false", .. ns is null ? Array.Empty<string>() : ["--namespace", ns], "-f", "-"], manifests, cancellationToken: cancellationToken);

    /// <summary>Has the server judge manifests as an apply would, and change nothing. Fields that the server does not know are refused.</summary>
    public Task<string> DryRunAsync(string manifests, CancellationToken cancellationToken = default) =>
        _tool.RunAsync(["apply", "--dry-run=server", "--validate=true", "-f", "-"], manifests, cancellationToken: cancellationToken);

    /// <summary>Waits until the resources fulfil a condition as <c>kubectl wait --for</c> writes it.</summary>
    public Task<string> WaitAsync(string resource, string condition, string ns, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _tool.RunAsync(
            ["wait", resource, "--namespace", ns, $"--for={condition}", $"--timeout={(int)timeout.TotalSeconds}s"],
            timeout: timeout + TimeSpan.FromSeconds(30),
            cancellationToken: cancellationToken);

    // A discovery cache shared with other clusters would make answers depend on what the machine did before.
    private static async Task<Kubectl> CreateAsync(IReadOnlyList<string> arguments, string cacheFolder, CancellationToken cancellationToken)
    {
        var path = await Tool.LocateAsync("kubectl", cancellationToken);
        return new Kubectl(new Tool(path, [.. arguments, $"--cache-dir={cacheFolder}"], new Dictionary<string, string>()));
    }
}
