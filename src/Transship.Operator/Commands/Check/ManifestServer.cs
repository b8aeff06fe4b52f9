using Spectre.Console;
using Transship.Embedded;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;
using Transship.Kubernetes.Manifests;
using Transship.Operator.Commands.Crds;
using Transship.Operator.Commands.Run;

namespace Transship.Operator.Commands.Check;

/// <summary>Manifests from files in a server that judges them as a cluster would.</summary>
internal sealed class ManifestServer : IAsyncDisposable
{
    private readonly EmbeddedApiServer _server;

    private ManifestServer(EmbeddedApiServer server, string component)
    {
        _server = server;
        Client = new KubernetesClient(new KubernetesClientConfig { Server = server.BaseAddress, Component = component, FieldValidation = FieldValidation.Strict });
    }

    /// <summary>Asks the server.</summary>
    public KubernetesClient Client { get; }

    /// <summary>Whether the server refused something.</summary>
    public bool HasProblems { get; private set; }

    /// <summary>Reads and applies manifests; each that is refused is told on standard error.</summary>
    /// <param name="path">A manifest, or a folder of manifests.</param>
    /// <param name="component">The command, for the client's user agent.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="ManifestException">A file cannot be read.</exception>
    public static async Task<ManifestServer> StartAsync(string path, string component, CancellationToken cancellationToken)
    {
        var manifests = ManifestFiles.Read(path);
        var options = new EmbeddedApiServerOptions { Definitions = [.. GeneratedManifests.Crds().Select(m => m.Content)] };
        var started = new ManifestServer(await EmbeddedApiServer.StartAsync(options, cancellationToken), component);
        try
        {
            foreach (var problem in await new ManifestLoader(started.Client).ApplyAsync(manifests, cancellationToken))
            {
                started.HasProblems = true;
                Terminal.Error.MarkupLineInterpolated($"[red]error:[/] {problem}");
            }

            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
    }
}
