using Transship.Providers.DockerRegistry;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.DockerRegistry;

public sealed class DockerRegistryProviderTests
{
    [Fact]
    public async Task ProbeAsync_OpenRegistry_IsReady()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var opened = Open(registry.Endpoint);

        var probe = await opened.ProbeAsync(CancellationToken.None);

        Assert.True(probe.IsReady);
        Assert.True(probe.Capabilities.Catalog);
        Assert.Equal("registry/2.0", probe.Version);
    }

    [Fact]
    public async Task ProbeAsync_NoCatalog_IsReadyWithoutIt()
    {
        await using var registry = await FakeRegistry.StartAsync(new FakeRegistryOptions { Catalog = false });
        using var opened = Open(registry.Endpoint);

        var probe = await opened.ProbeAsync(CancellationToken.None);

        Assert.True(probe.IsReady);
        Assert.False(probe.Capabilities.Catalog);
    }

    [Fact]
    public async Task ProbeAsync_WrongPassword_FailsWithTheReason()
    {
        await using var registry = await FakeRegistry.StartAsync(new FakeRegistryOptions { Username = "u", Password = "p" });
        using var opened = Open(registry.Endpoint with { Credentials = new RegistryCredentials("u", new Secret("x")) });

        var probe = await opened.ProbeAsync(CancellationToken.None);

        Assert.Equal(RegistryErrorKind.AuthenticationFailed, probe.Failure?.Kind);
    }

    [Fact]
    public async Task ProbeAsync_NobodyListens_FailsWithTheReason()
    {
        using var opened = Open(new RegistryEndpoint(new Uri("http://127.0.0.1:1/")));

        var probe = await opened.ProbeAsync(CancellationToken.None);

        Assert.Equal(RegistryErrorKind.ConnectionRefused, probe.Failure?.Kind);
    }

    [Fact]
    public async Task ListRepositoriesAsync_ManyPages_ListsAll()
    {
        await using var registry = await FakeRegistry.StartAsync(new FakeRegistryOptions { PageSize = 2 });
        for (var i = 0; i < 5; i++)
        {
            registry.Store[$"r{i}"].AddImage("v1", []);
        }

        using var opened = Open(registry.Endpoint);
        var names = new List<string>();
        await foreach (var name in Assert.IsAssignableFrom<IRepositoryListing>(opened).ListRepositoriesAsync("", CancellationToken.None))
        {
            names.Add(name);
        }

        Assert.Equal(["r0", "r1", "r2", "r3", "r4"], names);
    }

    [Fact]
    public void TryFind_KnownAndUnknownTypes_AreToldApart()
    {
        Assert.True(ProviderCatalog.Default.TryFind("docker-registry", out _));
        Assert.False(ProviderCatalog.Default.TryFind("nosuch", out _));
        Assert.Contains("docker-registry", ProviderCatalog.Default.Types);
    }

    private static IRegistry Open(RegistryEndpoint endpoint) =>
        new DockerRegistryProvider().Open(new RegistryDeclaration { Url = endpoint.Url, Credentials = endpoint.Credentials }, new RegistryClientOptions { Retries = 0 });
}
