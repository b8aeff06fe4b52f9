using System.Net;
using System.Text;
using Transship.Embedded;
using Transship.Kubernetes.Manifests;
using Transship.Operator.Commands.Crds;

namespace Transship.Operator.Tests.Samples;

/// <summary>A server that knows the generated definitions and refuses unknown fields.</summary>
internal sealed class StrictServer : IAsyncDisposable
{
    private static readonly HttpMessageInvoker Http = new(new SocketsHttpHandler());

    private readonly EmbeddedApiServer _server;

    private StrictServer(EmbeddedApiServer server) => _server = server;

    public static async Task<StrictServer> StartAsync() => new(
        await EmbeddedApiServer.StartAsync(new EmbeddedApiServerOptions { Definitions = [.. GeneratedManifests.Crds().Select(crd => crd.Content)] }));

    public async Task<(HttpStatusCode Code, string Answer)> CreateAsync(Manifest manifest)
    {
        var plural = GeneratedManifests.Crds()
            .Select(crd => crd.Content["spec"]!["names"]!)
            .FirstOrDefault(names => names["kind"]!.GetValue<string>() == manifest.Kind)?["plural"]!.GetValue<string>() ?? manifest.Kind.ToLowerInvariant() + "s";
        var group = manifest.ApiVersion.Contains('/', StringComparison.Ordinal) ? "apis" : "api";
        var path = $"/{group}/{manifest.ApiVersion}/namespaces/{manifest.Namespace ?? "default"}/{plural}?fieldValidation=Strict";
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server.BaseAddress, path))
        {
            Content = new StringContent(manifest.Content.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        using var response = await Http.SendAsync(request, CancellationToken.None);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
