using System.Net;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Kubernetes.Models;
using Transship.Operator.Commands.Search;
using Transship.Operator.Endpoints;
using Transship.Providers;
using Transship.Registry.Clients;
using Transship.Replication.Filters;
using Transship.Testing.Kubernetes;
using Transship.Testing.Registry;

namespace Transship.Operator.Tests.Commands.Search;

public sealed class EndpointSearchTests : IDisposable
{
    private static readonly byte[][] Layers = [FakeImages.Bytes(1, 10)];

    private readonly EndpointConnections _connections = new(
        new KnownEndpoints([]), new EndpointResolver(new ApiSecrets(new FakeCluster()), new LayoutRoot(null)), ProviderCatalog.Default, new RegistryClientOptions { Retries = 0 });

    public void Dispose() => _connections.Dispose();

    [Fact]
    public async Task Find_PartOfANameInAnyCase_ShowsKindAndTags()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Store["library/nginx"].AddImage("1", Layers);
        registry.Store["library/nginx"].AddImage("2", Layers);
        registry.Store["library/redis"].AddImage("7", Layers);

        var result = await Search("NGIN").FindAsync(At(registry.Url), CancellationToken.None);

        Assert.Equal([new SearchHit("library/nginx", ArtifactKind.Image, 2, "2")], result.Hits);
        Assert.Null(result.Failure);
        Assert.False(result.IsCut);
    }

    [Fact]
    public async Task Find_MoreThanTheLimit_SaysThatItIsCut()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Store["app-1"].AddImage("1", Layers);
        registry.Store["app-2"].AddImage("1", Layers);

        Assert.True((await Search("app", limit: 1).FindAsync(At(registry.Url), CancellationToken.None)).IsCut);
        Assert.False((await Search("app", limit: 2).FindAsync(At(registry.Url), CancellationToken.None)).IsCut);
    }

    [Fact]
    public async Task Find_RepositoryThatCannotBeRead_IsShownAllTheSame()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Store["app"].AddImage("1", Layers);
        registry.Intercept = context =>
        {
            var isTags = context.Request.Path.Value!.EndsWith("/tags/list", StringComparison.Ordinal);
            context.Response.StatusCode = isTags ? (int)HttpStatusCode.Forbidden : context.Response.StatusCode;
            return Task.FromResult(isTags);
        };

        Assert.Equal([new SearchHit("app", null, 0, null)], (await Search("app").FindAsync(At(registry.Url), CancellationToken.None)).Hits);
    }

    [Theory]
    [InlineData("docker-registry", "http://127.0.0.1:1", ConditionReasons.ConnectionRefused)]
    [InlineData("oci-layout", "file:///layouts", ConditionReasons.Unsupported)]
    public async Task Find_EndpointOutOfReach_SaysWhy(string type, string url, string reason)
    {
        var result = await Search("app").FindAsync(At(new Uri(url), type), CancellationToken.None);

        Assert.Equal(reason, result.Failure?.Reason);
        Assert.Empty(result.Hits);
    }

    private EndpointSearch Search(string keyword, int limit = 10) => new(_connections, keyword, limit, TimeSpan.FromSeconds(30));

    private static Endpoint At(Uri url, string type = "docker-registry") =>
        new() { Metadata = new V1ObjectMeta { Name = "e", Namespace = "default" }, Spec = new EndpointSpec { Type = type, Url = url.ToString() } };
}
