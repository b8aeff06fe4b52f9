using Transship.Providers.Harbor;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Clients;
using Transship.Registry.Errors;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.Harbor;

public sealed class HarborProviderTests : ProviderScenarios
{
    protected override int? PagesOfThousandTags => 10;

    protected override string OtherRepository => "team/tools/cli"; // escaped twice in paths

    [Fact]
    public async Task Probe_Always_TellsTheVersion()
    {
        using var registry = Server.Open();
        Assert.Equal("v2.12.0-abcdef", (await registry.ProbeAsync(CancellationToken.None)).Version);
    }

    [Fact]
    public async Task Probe_IsNoHarbor_SaysWhichTypeToUse()
    {
        await using var plain = await FakeRegistry.StartAsync();
        using var registry = new HarborProvider().Open(new RegistryDeclaration { Url = plain.Url }, new RegistryClientOptions());
        var failure = (await registry.ProbeAsync(CancellationToken.None)).Failure!;

        Assert.Equal(RegistryErrorKind.NotARegistry, failure.Kind);
        Assert.Contains("docker-registry", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListArtifacts_NestedRepositoryWithLabels_GivesThem()
    {
        using var registry = Server.Open();
        Assert.Single(await TagsAsync(registry, OtherRepository));
        var artifacts = await ((IArtifactListing)registry).ListArtifactsAsync(Repository, CancellationToken.None).ToListAsync();
        Assert.Equal(["prod"], artifacts.Single(a => a.Tags.Contains("stable")).Labels);
        Assert.Equal([], artifacts.Single(a => a.Tags.Contains("v2")).Labels);
    }

    [Fact]
    public async Task EnsureNamespace_ProjectIsAProxyCache_RefusesBeforeThePush()
    {
        Server.Namespaces["proxy-hub"] = true;
        using var registry = Server.Open();
        var error = await Assert.ThrowsAsync<RegistryException>(() => ((INamespaceCreation)registry).EnsureNamespaceAsync("proxy-hub/library/app", CancellationToken.None));

        Assert.Equal(RegistryErrorKind.PolicyRefused, error.Kind);
        Assert.Contains("proxy cache", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeleteTag_IsImmutable_SaysThatAPolicyForbidsIt()
    {
        ((HarborServer)Server).Immutable.Add("v1");
        using var registry = Server.Open();
        var error = await Assert.ThrowsAsync<RegistryException>(() => ((ITagDeletion)registry).DeleteTagAsync(Repository, "v1", CancellationToken.None));

        Assert.Equal(RegistryErrorKind.PolicyRefused, error.Kind);
        Assert.Single(Server.Registry.Requests.All, r => r.Method == "DELETE");
    }

    [Fact]
    public async Task Copy_VulnerabilitiesAreOverTheProjectsLimit_SaysThatAPolicyForbidsIt()
    {
        ((HarborServer)Server).HasVulnerabilities = true;
        await using var plain = await FakeRegistry.StartAsync();
        using var registry = Server.Open();
        using var to = new RegistryClient(plain.Endpoint);
        var error = await Assert.ThrowsAsync<RegistryException>(() => CopyAsync(registry.Client, to, Repository));

        Assert.Equal((RegistryErrorKind.PolicyRefused, false), (error.Kind, error.IsRetryable));
        Assert.Contains("limit of vulnerabilities", error.Message, StringComparison.Ordinal);
        Assert.Empty(plain.Store.Repositories);
    }

    [Fact]
    public async Task EnsureNamespace_NoProjectInTheName_SaysWhatIsMissing()
    {
        using var registry = Server.Open();
        var error = await Assert.ThrowsAsync<RegistryException>(() => ((INamespaceCreation)registry).EnsureNamespaceAsync("app", CancellationToken.None));
        Assert.Equal(RegistryErrorKind.InvalidReference, error.Kind);
        Assert.Empty(Server.Registry.Requests.All);
    }

    protected override async Task<ProductServer> StartAsync() => await HarborServer.StartAsync();
}
