using System.Globalization;

namespace Transship.Testing.Servers;

/// <summary>
/// A real kube-apiserver with etcd, and the controllers where the machine has them, on loopback. Start one for a whole run and give
/// each test a namespace of its own. KUBEBUILDER_ASSETS wins when set; otherwise tests/cluster builds the programs once (minutes).
/// </summary>
public sealed class ControlPlane : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(20);

    private readonly ServerScript _script;
    private int _namespaces;

    private ControlPlane(ServerScript script, Kubectl kubectl)
    {
        _script = script;
        Kubectl = kubectl;
    }

    /// <summary>The administrator's kubeconfig file.</summary>
    public string KubeconfigPath => _script.Address;

    /// <summary>kubectl as the administrator of this cluster.</summary>
    public Kubectl Kubectl { get; }

    /// <summary>
    /// Whether a controller manager runs, without which namespaces do not empty and owned objects are not collected. Programs given by
    /// KUBEBUILDER_ASSETS come without one.
    /// </summary>
    public bool HasControllers => File.Exists(Path.Combine(Path.GetDirectoryName(KubeconfigPath)!, "controllers.pid"));

    /// <summary>Starts the control plane and returns when it is ready.</summary>
    public static async Task<ControlPlane> StartAsync(CancellationToken cancellationToken = default)
    {
        string[] names = ["PORT", "ETCD_PORT", "ETCD_PEER_PORT", "CONTROLLERS_PORT", "SCHEDULER_PORT"];
        var environment = names.Zip(FreePorts.Take(names.Length))
            .ToDictionary(pair => pair.First, pair => pair.Second.ToString(CultureInfo.InvariantCulture));
        environment["SCHEDULER"] = "1";
        var script = await ServerScript.StartAsync("tests/cluster/serve.sh", environment, StartTimeout, cancellationToken);
        try
        {
            return new ControlPlane(script, await Kubectl.ForKubeconfigAsync(script.Address, cancellationToken));
        }
        catch
        {
            await script.DisposeAsync();
            throw;
        }
    }

    /// <summary>Installs the product's resource definitions from config/crd and waits until the server serves them.</summary>
    public async Task InstallDefinitionsAsync(CancellationToken cancellationToken = default)
    {
        var folder = Checkout.PathTo("config/crd");
        await Kubectl.RunAsync(["apply", "--validate=false", "-k", folder], cancellationToken);
        await Kubectl.RunAsync(["wait", "--for=condition=Established", "--timeout=60s", "-f", Path.Combine(folder, "bases")], cancellationToken);
    }

    /// <summary>Makes a namespace that no other test uses and returns its name.</summary>
    public async Task<string> CreateNamespaceAsync(CancellationToken cancellationToken = default)
    {
        var name = $"test-{Interlocked.Increment(ref _namespaces)}";
        await Kubectl.RunAsync(["create", "namespace", name], cancellationToken);
        return name;
    }

    /// <summary>Ends the API server; etcd keeps what it stored.</summary>
    public Task BeginOutageAsync(CancellationToken cancellationToken = default) => OutageAsync("begin", cancellationToken);

    /// <summary>Starts the API server again and returns when it is ready.</summary>
    public Task EndOutageAsync(CancellationToken cancellationToken = default) => OutageAsync("end", cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _script.DisposeAsync();

    private Task<string> OutageAsync(string step, CancellationToken cancellationToken)
    {
        var data = new Dictionary<string, string> { ["DATA"] = Path.GetDirectoryName(KubeconfigPath)! };
        return new Tool(Checkout.PathTo("tests/cluster/outage.sh"), [], data).RunAsync([step], cancellationToken: cancellationToken);
    }
}
