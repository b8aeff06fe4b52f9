using Transship.Embedded;
using Transship.Operator.Commands.Crds;
using Transship.Testing.Servers;

namespace Transship.Integration.Clusters;

/// <summary>An embedded API server, shared by the tests of a class.</summary>
public sealed class EmbeddedClusterFixture : IAsyncLifetime, ICluster
{
    private readonly string _folder = Directory.CreateTempSubdirectory("transship-embedded-").FullName;
    private EmbeddedApiServer? _server;
    private Kubectl? _kubectl;
    private int _namespaces;

    public Kubectl Kubectl => _kubectl ?? throw new InvalidOperationException("The server has not been started.");

    public string KubeconfigPath => Path.Combine(_folder, "kubeconfig");

    public async Task InitializeAsync()
    {
        await EndOutageAsync();
        await File.WriteAllTextAsync(KubeconfigPath, $"""
            apiVersion: v1
            kind: Config
            clusters: [{"{"}name: embedded, cluster: {"{"}server: "{_server!.BaseAddress.GetLeftPart(UriPartial.Authority)}"{"}"}{"}"}]
            contexts: [{"{"}name: embedded, context: {"{"}cluster: embedded, user: nobody{"}"}{"}"}]
            users: [{"{"}name: nobody, user: {"{"}{"}"}{"}"}]
            current-context: embedded
            """);
        _kubectl = await Kubectl.ForKubeconfigAsync(KubeconfigPath);
    }

    public async Task<string> CreateNamespaceAsync()
    {
        var name = $"test-{Interlocked.Increment(ref _namespaces)}";
        await Kubectl.RunAsync(["create", "namespace", name]);
        return name;
    }

    public async Task BeginOutageAsync() => await _server!.DisposeAsync();

    public async Task EndOutageAsync() => _server = await EmbeddedApiServer.StartAsync(
        new EmbeddedApiServerOptions
        {
            Definitions = [.. GeneratedManifests.Crds().Select(m => m.Content)],
            DataDirectory = new DirectoryInfo(Path.Combine(_folder, "data")),
            Port = _server?.BaseAddress.Port ?? 0,
        },
        CancellationToken.None);

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
