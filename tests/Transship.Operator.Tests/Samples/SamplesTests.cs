using System.Net;
using System.Text;
using Transship.Embedded;
using Transship.Kubernetes.Manifests;
using Transship.Operator.Commands.Crds;
using Transship.Testing.Servers;

namespace Transship.Operator.Tests.Samples;

/// <summary>Every sample that users are given is taken by a server that knows the generated definitions and refuses unknown fields.</summary>
public sealed class SamplesTests : IAsyncLifetime
{
    private static readonly string Folder = Checkout.PathTo("config/samples");

    private static readonly HttpMessageInvoker Http = new(new SocketsHttpHandler());

    private EmbeddedApiServer _server = null!;

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "kustomization.yaml")
            .Select(file => Path.GetRelativePath(Folder, file))
            .Order(StringComparer.Ordinal)];

    public async Task InitializeAsync() =>
        _server = await EmbeddedApiServer.StartAsync(new EmbeddedApiServerOptions { Definitions = [.. GeneratedManifests.Crds().Select(crd => crd.Content)] });

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Sample_StrictServer_IsTaken(string file)
    {
        foreach (var manifest in ManifestReader.Read(Path.Combine(Folder, file)))
        {
            var (code, answer) = await CreateAsync(manifest);

            Assert.True(code == HttpStatusCode.Created, $"{manifest}: {answer}");
        }
    }

    [Theory]
    [InlineData("url: http://h", "urll: http://h", "urll")]
    [InlineData("url: http://h", "url: 7", "url")]
    [InlineData("type: docker-registry", "type: docker-registry\n  healthCheck: {interval: soon}", "interval")]
    public async Task Endpoint_WrongField_IsRefusedByName(string right, string wrong, string field)
    {
        const string Endpoint = "apiVersion: transship.io/v1alpha1\nkind: Endpoint\nmetadata:\n  name: e\nspec:\n  type: docker-registry\n  url: http://h\n";
        var manifest = ManifestReader.Parse(Endpoint.Replace(right, wrong, StringComparison.Ordinal), "f").Single();

        var (code, answer) = await CreateAsync(manifest);

        Assert.True(code is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest, $"{code}: {answer}");
        Assert.Contains(field, answer, StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Code, string Answer)> CreateAsync(Manifest manifest)
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
}
