using System.Net;
using Transship.Kubernetes.Manifests;
using Transship.Testing.Servers;

namespace Transship.Operator.Tests.Samples;

/// <summary>Every sample that users are given is taken by a server that knows the generated definitions and refuses unknown fields.</summary>
public sealed class SamplesTests
{
    private static readonly string Folder = Checkout.PathTo("config/samples");

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "kustomization.yaml")
            .Select(file => Path.GetRelativePath(Folder, file))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Sample_StrictServer_IsTaken(string file)
    {
        await using var server = await StrictServer.StartAsync();
        foreach (var manifest in ManifestReader.Read(Path.Combine(Folder, file)))
        {
            var (code, answer) = await server.CreateAsync(manifest);

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
        await using var server = await StrictServer.StartAsync();
        var manifest = ManifestReader.Parse(Endpoint.Replace(right, wrong, StringComparison.Ordinal), "f").Single();

        var (code, answer) = await server.CreateAsync(manifest);

        Assert.True(code is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest, $"{code}: {answer}");
        Assert.Contains(field, answer, StringComparison.Ordinal);
    }
}
