using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Operator.Endpoints;
using Transship.Operator.Tests.Harness;
using Transship.Providers;
using Transship.Providers.DockerRegistry;
using Transship.Registry.Clients;
using Transship.Testing.Registry;

namespace Transship.Operator.Tests.Endpoints;

public sealed class EndpointConnectionsTests : IAsyncLifetime
{
    private static readonly NamespacedName Key = new("default", "e");

    private readonly Bench _bench = Bench.Create();
    private FakeRegistry _registry = null!;

    public async Task InitializeAsync()
    {
        _registry = await FakeRegistry.StartAsync();
        _bench.Cluster.Add(Sample.Endpoint("e", _registry.Url.ToString(), "login"));
        _bench.Cluster.Add(Sample.Secret("login", ("username", "robot"), ("password", "one")));
    }

    public async Task DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task Open_Twice_SharesTheClient()
    {
        using var first = await OpenAsync();
        using var second = await OpenAsync();
        Assert.Same(first.Client, second.Client);
    }

    [Fact]
    public async Task Open_LastUserLeft_ClientStaysForTheNext()
    {
        IRegistryClient client;
        using (var first = await OpenAsync())
        {
            client = first.Client;
        }

        using var second = await OpenAsync();
        Assert.Same(client, second.Client);
        await client.PingAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Quirk34_RegistryWarns_IsAnEventOfTheEndpointOnce()
    {
        _registry.Intercept = context =>
        {
            context.Response.Headers.Warning = "299 - \"this registry goes away\"";
            return Task.FromResult(false);
        };
        using var connection = await OpenAsync();

        await connection.Client.PingAsync(CancellationToken.None);
        await connection.Client.PingAsync(CancellationToken.None);

        Assert.Equal(["Warning RegistryWarning: The registry warns: 299 - \"this registry goes away\""], _bench.Events.All);
    }

    [Fact]
    public async Task Open_SecretRotated_NewClientAndTheOldOneLivesForItsUsers()
    {
        var first = await OpenAsync();
        _bench.Cluster.Change<V1Secret>("login", _ => Sample.Secret("login", ("username", "robot"), ("password", "two")));
        using var second = await OpenAsync();
        var (old, now) = (first.Client, second.Client);

        Assert.NotSame(old, now);
        Assert.Equal("two", now.Endpoint.Credentials!.Password.Reveal());
        await old.PingAsync(CancellationToken.None);
        first.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => old.PingAsync(CancellationToken.None));
        await now.PingAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Dispose_Twice_GivesUpOneUseOnly()
    {
        var first = await OpenAsync();
        using var second = await OpenAsync();
        _bench.Connections.Close(Key);
        first.Dispose();
        first.Dispose();

        await second.Client.PingAsync(CancellationToken.None);
        Assert.Throws<ObjectDisposedException>(() => first.Client);
    }

    [Fact]
    public async Task Close_NoUsers_ClosesTheClient()
    {
        var first = await OpenAsync();
        var client = first.Client;
        first.Dispose();
        _bench.Connections.Close(Key);
        _bench.Connections.Close(Key);
        await Assert.ThrowsAnyAsync<Exception>(() => client.PingAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Use_RetiredMeanwhile_GivesNone()
    {
        using var first = await OpenAsync();
        var shared = Share(first.Client.Endpoint.Url);
        var use = shared.Use()!;
        shared.Retire();
        shared.Retire();
        Assert.Null(shared.Use());
        await use.Client.PingAsync(CancellationToken.None);
        use.Dispose();
    }

    [Fact]
    public async Task Open_NoSuchEndpoint_SaysSo()
    {
        var error = await Assert.ThrowsAsync<ReasonedException>(() => _bench.Connections.OpenAsync(new NamespacedName("default", "typo"), CancellationToken.None));
        Assert.Equal(ConditionReasons.EndpointNotFound, error.Reason);
        Assert.Contains("'typo' does not exist in namespace 'default'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_UnknownType_NamesThoseThatAreKnown()
    {
        _bench.Cluster.Change<Endpoint>("e", endpoint => endpoint with { Spec = endpoint.Spec with { Type = "habor" } });
        var error = await Assert.ThrowsAsync<ReasonedException>(OpenAsync);
        Assert.Equal(ConditionReasons.InvalidSpec, error.Reason);
        Assert.StartsWith("spec.type 'habor' is not known. Known are: ali-acr", error.Message, StringComparison.Ordinal);
    }

    private static SharedConnection Share(Uri url)
    {
        var (provider, declaration) = (new DockerRegistryProvider(), new RegistryDeclaration { Url = url });
        return new SharedConnection(declaration, provider, provider.Open(declaration, new RegistryClientOptions()));
    }

    private Task<EndpointConnection> OpenAsync() => _bench.Connections.OpenAsync(Key, CancellationToken.None);
}
