using System.Net;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Manifests;
using Transship.Kubernetes.Models;
using Transship.Operator.Commands.Run;
using Transship.Testing.Kubernetes;

namespace Transship.Operator.Tests.Commands.Run;

public sealed class ManifestLoaderTests
{
    private readonly FakeCluster _cluster = new();

    [Fact]
    public async Task Apply_ServerRefusesOne_TellsItsPlaceAndGoesOn()
    {
        _cluster.Before = (request, _) => request.Name == "bad" ? throw Error(HttpStatusCode.UnprocessableEntity) : Task.CompletedTask;

        var problems = await ApplyAsync("kind: Endpoint\nmetadata: {name: bad}\n---\nkind: Endpoint\nmetadata: {name: good}\n");

        Assert.Contains("bad", Assert.Single(problems), StringComparison.Ordinal);
        Assert.Contains(_cluster.Writes, write => write.Name == "good");
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task Apply_ServerCannotJudge_IsNoFaultOfTheManifest(HttpStatusCode code)
    {
        _cluster.Before = (_, _) => throw Error(code);

        var error = await Assert.ThrowsAsync<KubernetesException>(() => ApplyAsync("kind: Endpoint\nmetadata: {name: e}\n"));

        Assert.Equal(code, error.Code);
    }

    private static KubernetesException Error(HttpStatusCode code) => new(new V1Status { Message = "as the test says" }, code);

    private Task<IReadOnlyList<string>> ApplyAsync(string manifests) =>
        new ManifestLoader(_cluster, createsNamespaces: false).ApplyAsync(ManifestReader.Parse(manifests, "f"), CancellationToken.None);
}
