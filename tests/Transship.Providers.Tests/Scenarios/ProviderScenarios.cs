using System.Globalization;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Copying;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.Scenarios;

/// <summary>What every provider must do, against its scripted server. A product that lacks something says so in its capabilities.</summary>
public abstract class ProviderScenarios : IAsyncLifetime
{
    private ProductServer? _server;

    protected ProductServer Server => _server!;

    /// <summary>A repository that is named as the product allows.</summary>
    protected virtual string Repository => "team/app";

    /// <summary>Another one, beside it.</summary>
    protected virtual string OtherRepository => "team/tools";

    /// <summary>Whether this way to log in makes things public, where the product does.</summary>
    protected virtual bool IsPublicPossible => true;

    /// <summary>Whether keys may be temporary, with a session token.</summary>
    protected virtual bool HasSessionTokens => false;

    /// <summary>How many pages a listing of 1,000 tags has; null where the product lists no digests.</summary>
    protected abstract int? PagesOfThousandTags { get; }

    public async Task InitializeAsync()
    {
        _server = await StartAsync();
        Add(Repository, "v1", 1);
        Add(Repository, "v2", 2);
        Server.Store[Repository].Tags["stable"] = Server.Store[Repository].Tags["v1"];
        Add(OtherRepository, "v1", 3);
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    [Fact]
    public async Task Probe_GoodCredentials_IsReadyAndNamesWhatTheProductHas()
    {
        using var registry = Server.Open();
        var found = await registry.ProbeAsync(CancellationToken.None);

        Assert.True(found.IsReady, found.Failure?.Message);
        Assert.Equal(Server.Provider.Type, found.Product);
        var can = found.Capabilities;
        Assert.Equal(
            (registry is IRepositoryListing, registry is IArtifactListing, registry is INamespaceCreation, registry is IArtifactDeletion, registry is ITagDeletion),
            (can.Catalog, can.Artifacts, can.Namespaces, can.Delete, can.TagDelete));
    }

    [Fact]
    public async Task Probe_WrongCredentials_SaysThatTheyAreNotAccepted()
    {
        using var registry = Server.Provider.Open(Server.WrongCredentials, Server.Options);
        Assert.Equal(RegistryErrorKind.AuthenticationFailed, (await registry.ProbeAsync(CancellationToken.None)).Failure?.Kind);
    }

    [Fact]
    public async Task Probe_TemporaryKey_ShowsItsSessionToken()
    {
        if (!HasSessionTokens)
        {
            return;
        }

        Server.SessionToken = "session/+=";
        using var registry = Server.Provider.Open(Server.Declaration with { Credentials = Server.Declaration.Credentials! with { IdentityToken = new Secret("session/+=") } }, Server.Options);
        using var without = Server.Open();

        var found = await registry.ProbeAsync(CancellationToken.None);
        Assert.True(found.IsReady, found.Failure?.Message);
        Assert.Equal(3, (await TagsAsync(registry, Repository)).Count);
        Assert.Equal(RegistryErrorKind.AuthenticationFailed, (await without.ProbeAsync(CancellationToken.None)).Failure?.Kind);
    }

    [Fact]
    public virtual async Task ListRepositories_AllAndOfOneNamespace_GivesThem()
    {
        using var registry = Server.Open();
        if (registry is not IRepositoryListing listing)
        {
            Assert.Fail($"{Server.Provider.Type} lists no repositories: say so in an override of this test.");
            return;
        }

        Assert.Equal([Repository, OtherRepository], (await listing.ListRepositoriesAsync("", CancellationToken.None).ToListAsync()).Order(StringComparer.Ordinal));
        var prefix = Repository[..(Repository.LastIndexOf('/') + 1)];
        Assert.Equal([Repository, OtherRepository], (await listing.ListRepositoriesAsync(prefix, CancellationToken.None).ToListAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ListArtifacts_SeveralTags_GivesTheDigestOfEach()
    {
        using var registry = Server.Open();
        Assert.Equal(Server.Store[Repository].Tags.OrderBy(t => t.Key, StringComparer.Ordinal), await TagsAsync(registry, Repository));
    }

    [Fact]
    public async Task ListArtifacts_NoSuchRepository_GivesNone()
    {
        using var registry = Server.Open();
        Assert.Empty(await TagsAsync(registry, Repository + "-missing"));
    }

    [Fact]
    public async Task ListArtifacts_PushTimes_AreThereIfTheCapabilitiesSaySo()
    {
        using var registry = Server.Open();
        var can = (await registry.ProbeAsync(CancellationToken.None)).Capabilities;
        var first = registry is IArtifactListing listing ? await listing.ListArtifactsAsync(Repository, CancellationToken.None).FirstOrDefaultAsync() : null;
        Assert.Equal(can.PushTimes, first?.PushedAt == ProductServer.PushedAt);
        Assert.Equal(can.Labels, first?.Labels is not null);
    }

    [Fact]
    public async Task ListArtifacts_ThousandTags_CostsPagesAndOneMore()
    {
        for (var i = 0; i < 1000; i++)
        {
            Server.Store[Repository].Tags[string.Create(CultureInfo.InvariantCulture, $"t{i:000}")] = Add(Repository, null, 100 + i).Digest;
        }

        foreach (var tag in (string[])["v1", "v2", "stable"])
        {
            Server.Store[Repository].Manifests.TryRemove(Server.Store[Repository].Tags[tag], out _);
            Server.Store[Repository].Tags.TryRemove(tag, out _);
        }

        using var registry = Server.Open();
        Assert.Equal(1000, (await TagsAsync(registry, Repository)).Count);
        Assert.Equal(PagesOfThousandTags is not null, registry is IArtifactListing);
        Assert.True(Server.Registry.Requests.All.Count <= (PagesOfThousandTags ?? 1010) + 1, string.Join('\n', Server.Registry.Requests.All));
    }

    [Fact]
    public async Task Copy_Out_ArrivesComplete()
    {
        await using var plain = await FakeRegistry.StartAsync();
        using var registry = Server.Open();
        using var to = new RegistryClient(plain.Endpoint);
        await CopyAsync(registry.Client, to, Repository);

        Assert.Empty(plain.Store.MissingFor(Repository, "v1"));
    }

    [Fact]
    public async Task Copy_In_ArrivesComplete()
    {
        using var registry = Server.Open();
        await CopyInAsync(registry, Repository + "-new");

        Assert.Empty(Server.Store.MissingFor(Repository + "-new", "v1"));
    }

    [Fact]
    public virtual async Task EnsureNamespace_IsMissing_MakesItOnce()
    {
        using var registry = Server.Open();
        var needed = Server.NamespaceOf("fresh/app");
        Assert.Equal(needed is not null, registry is INamespaceCreation);
        if (registry is INamespaceCreation creation)
        {
            Assert.False(Server.Namespaces.ContainsKey(needed!));
            await creation.EnsureNamespaceAsync("fresh/app", CancellationToken.None);
            await creation.EnsureNamespaceAsync("fresh/app", CancellationToken.None);
            Assert.True(Server.Namespaces.ContainsKey(needed!));
        }
    }

    [Fact]
    public async Task EnsureNamespace_ManyTasksAtOnce_AllFindIt()
    {
        using var registry = Server.Open();
        if (registry is INamespaceCreation creation)
        {
            var before = Server.Namespaces.Count;
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => creation.EnsureNamespaceAsync("fresh/app", CancellationToken.None))));
            Assert.InRange(Server.Namespaces.Count - before, 0, 1); // Some products have a place for it already.
        }
    }

    [Fact]
    public async Task EnsureNamespace_WantedPublic_IsMadeSo()
    {
        if (Server.Provider.CanMakePublic && IsPublicPossible)
        {
            using var registry = Server.Provider.Open(Server.Declaration with { MakesPublic = true }, Server.Options);
            await ((INamespaceCreation)registry).EnsureNamespaceAsync("fresh/app", CancellationToken.None);
            await ((INamespaceCreation)registry).EnsureNamespaceAsync("fresh/app", CancellationToken.None);
            Assert.Single(Server.Public);
        }
        else if (Server.Provider.CanMakePublic)
        {
            Assert.Contains("spec.visibility", Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { MakesPublic = true }, Server.Options)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Changes_NotAllowed_SaySoAndAreNotRepeated()
    {
        using var registry = Server.Open();
        Server.Namespaces[Server.NamespaceOf(Repository) ?? ""] = true;
        await registry.ProbeAsync(CancellationToken.None);
        Server.DeniesChanges = true;

        await DeniedAsync(() => CopyInAsync(registry, Repository));
        if (registry is ITagDeletion tags)
        {
            await DeniedAsync(() => tags.DeleteTagAsync(Repository, "v2", CancellationToken.None));
        }

        if (registry is IArtifactDeletion artifacts)
        {
            await DeniedAsync(() => artifacts.DeleteArtifactAsync(Repository, Server.Store[Repository].Tags["v2"], CancellationToken.None));
        }

        Assert.Contains("v2", Server.Store[Repository].Tags.Keys);
    }

    [Fact]
    public async Task DeleteTag_DigestHasAnother_LeavesTheOther()
    {
        using var registry = Server.Open();
        if (registry is ITagDeletion deletion)
        {
            await deletion.DeleteTagAsync(Repository, "v1", CancellationToken.None);
            await deletion.DeleteTagAsync(Repository, "v1", CancellationToken.None);
        }

        Assert.Equal(registry is ITagDeletion ? ["stable", "v2"] : ["stable", "v1", "v2"], Server.Store[Repository].Tags.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task DeleteArtifact_HasTwoTags_TakesBoth()
    {
        using var registry = Server.Open();
        var digest = Server.Store[Repository].Tags["v1"];
        if (registry is IArtifactDeletion deletion)
        {
            await deletion.DeleteArtifactAsync(Repository, digest, CancellationToken.None);
            await deletion.DeleteArtifactAsync(Repository, digest, CancellationToken.None);
        }

        Assert.Equal(registry is IArtifactDeletion ? ["v2"] : ["stable", "v1", "v2"], Server.Store[Repository].Tags.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Tokens_EndInMidRun_AreRenewed()
    {
        await using var plain = await FakeRegistry.StartAsync();
        using var registry = Server.Open();
        using var to = new RegistryClient(plain.Endpoint);
        await CopyAsync(registry.Client, to, Repository);
        var before = await TagsAsync(registry, Repository);
        Server.Expire();
        await CopyAsync(registry.Client, to, OtherRepository);

        Assert.Equal(before, await TagsAsync(registry, Repository));
        Assert.Empty(plain.Store.MissingFor(OtherRepository, "v1"));
    }

    [Fact]
    public async Task Requests_AreThrottled_AreRepeated()
    {
        using var registry = Server.Open();
        Server.ThrottleNext = 2;
        Assert.Equal(3, (await TagsAsync(registry, Repository)).Count);
        Assert.True(Server.ThrottleNext < 0);
    }

    protected abstract Task<ProductServer> StartAsync();

    protected Manifest Add(string repository, string? tag, int seed)
    {
        if (Server.NamespaceOf(repository) is { } needed)
        {
            Server.Namespaces[needed] = true;
        }

        return Server.Store[repository].AddImage(tag, [FakeImages.Bytes(seed, 2000)]);
    }

    /// <summary>The tags with their digests, from the listing with digests or, where there is none, one by one.</summary>
    protected static async Task<IReadOnlyList<KeyValuePair<string, Digest>>> TagsAsync(IRegistry registry, string repository)
    {
        var tags = new SortedDictionary<string, Digest>(StringComparer.Ordinal);
        if (registry is IArtifactListing listing)
        {
            await foreach (var artifact in listing.ListArtifactsAsync(repository, CancellationToken.None))
            {
                foreach (var tag in artifact.Tags)
                {
                    tags.Add(tag, artifact.Digest ?? default);
                }
            }
        }
        else
        {
            await foreach (var tag in registry.Client.ListTagsAsync(repository, CancellationToken.None))
            {
                tags.Add(tag, (await registry.Client.ResolveAsync(repository, tag, CancellationToken.None))!.Digest);
            }
        }

        return [.. tags];
    }

    private static Task<CopyResult> CopyAsync(IRegistryClient from, IRegistryClient to, string repository) => new CopyEngine().CopyAsync(
        new CopyRequest { Source = from, SourceRepository = repository, SourceReference = "v1", Destination = to, DestinationRepository = repository, DestinationTags = ["v1"] },
        null,
        CancellationToken.None);

    private static async Task DeniedAsync(Func<Task> change) => Assert.Equal(RegistryErrorKind.PermissionDenied, (await Assert.ThrowsAsync<RegistryException>(change)).Kind);

    private static async Task CopyInAsync(IRegistry registry, string repository)
    {
        await using var plain = await FakeRegistry.StartAsync();
        plain.Store[repository].AddImage("v1", [FakeImages.Bytes(77, 5000)]);
        using var from = new RegistryClient(plain.Endpoint);
        if (registry is INamespaceCreation creation)
        {
            await creation.EnsureNamespaceAsync(repository, CancellationToken.None);
        }

        await CopyAsync(from, registry.Client, repository);
    }
}
