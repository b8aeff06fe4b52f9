using System.Diagnostics;
using System.Globalization;
using Transship.Embedded;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;
using Transship.Operator.Commands.Crds;
using Transship.Testing.Registry;
using Transship.Testing.Servers;

namespace Transship.Benchmarks.Triggers;

/// <summary>An operator in a process of its own, on an embedded server, with two registries in memory.</summary>
internal sealed class OperatorUnderTest : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("transship-bench-");
    private readonly EmbeddedApiServer _server;
    private readonly Process _process;

    private OperatorUnderTest(EmbeddedApiServer server, FakeRegistry source, FakeRegistry destination)
    {
        (_server, Source, Destination) = (server, source, destination);
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
        _process = Process.Start(new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false })!;
    }

    internal FakeRegistry Source { get; }

    internal FakeRegistry Destination { get; }

    internal KubernetesClient Client { get; }

    internal int EventsPort { get; }

    internal static async Task<OperatorUnderTest> StartAsync() => new(
        await EmbeddedApiServer.StartAsync(new EmbeddedApiServerOptions { Definitions = [.. GeneratedManifests.Crds().Select(m => m.Content)] }, CancellationToken.None),
        await FakeRegistry.StartAsync(),
        await FakeRegistry.StartAsync());

    /// <summary>The most memory that the operator had so far, in bytes.</summary>
    internal long PeakMemory() => ProcessMemory.Peak(_process.Id);

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Client.Dispose();
        await _server.DisposeAsync();
        await Source.DisposeAsync();
        await Destination.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
