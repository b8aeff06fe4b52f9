using System.Diagnostics;
using System.Globalization;
using Transship.Embedded;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;
using Transship.Operator.Commands.Crds;
using Transship.Testing.Registry;
using Transship.Testing.Servers;

namespace Transship.Benchmarks.Triggers;

/// <summary>An operator in a process of its own, on an embedded server, with two registries in memory. What it logs is kept in a file.</summary>
internal sealed class OperatorUnderTest : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("transship-bench-");
    private readonly EmbeddedApiServer _server;
    private readonly Process _process;
    private readonly string _log;

    private OperatorUnderTest(EmbeddedApiServer server, FakeRegistry source, FakeRegistry destination, string log)
    {
        (_server, Source, Destination, _log) = (server, source, destination, log);
        Client = new KubernetesClient(new KubernetesClientConfig { Server = server.BaseAddress, QueriesPerSecond = 0, Component = "benchmark" });
        EventsPort = FreePorts.Take(1)[0];
        var kubeconfig = Path.Combine(_folder.FullName, "kubeconfig");
        File.WriteAllText(kubeconfig, $$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: embedded, cluster: {server: "{{server.BaseAddress.GetLeftPart(UriPartial.Authority)}}"} }]
            contexts: [{name: embedded, context: {cluster: embedded, user: nobody} }]
            users: [{name: nobody, user: {} }]
            current-context: embedded
            """);
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "transship.dll"), "operator", "--kubeconfig", kubeconfig, "--health-port", "0", "--log-level", "Warning",
            "--events-port", EventsPort.ToString(CultureInfo.InvariantCulture),
        ];
        _process = new Process { StartInfo = new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, RedirectStandardError = true } };
        File.WriteAllText(log, "");
        _process.ErrorDataReceived += (_, line) => File.AppendAllText(log, line.Data + "\n");
        _process.Start();
        _process.BeginErrorReadLine();
    }

    internal FakeRegistry Source { get; }

    internal FakeRegistry Destination { get; }

    internal KubernetesClient Client { get; }

    internal Uri ApiServer => _server.BaseAddress;

    internal int EventsPort { get; }

    /// <summary>Starts one.</summary>
    /// <param name="name">Names the file of its log.</param>
    internal static async Task<OperatorUnderTest> StartAsync(string name)
    {
        var logs = Directory.CreateDirectory(Checkout.PathTo("artifacts/logs"));
        return new OperatorUnderTest(
            await EmbeddedApiServer.StartAsync(new EmbeddedApiServerOptions { Definitions = [.. GeneratedManifests.Crds().Select(m => m.Content)] }, CancellationToken.None),
            await FakeRegistry.StartAsync(),
            await FakeRegistry.StartAsync(),
            Path.Combine(logs.FullName, $"bench-{name}.log"));
    }

    /// <summary>The most memory that the operator had so far, in bytes.</summary>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    internal long PeakMemory() => _process.HasExited
        ? throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The operator ended with {_process.ExitCode}; it logged to {_log}."))
        : ProcessMemory.Peak(_process.Id);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Client.Dispose();
        await _server.DisposeAsync();
        await Source.DisposeAsync();
        await Destination.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
