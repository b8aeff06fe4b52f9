using System.Globalization;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Copying;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.Scenarios;

/// <summary>What every provider must do of which things are copied, against its scripted server. A product that lacks something says so in its capabilities.</summary>
public abstract class SourceScenarios : IAsyncLifetime
{
    private ProductServer? _server;

    protected ProductServer Server => _server!;

    /// <summary>A repository that is named as the product allows.</summary>
    protected virtual string Repository => "team/app";

    /// <summary>Another one, beside it.</summary>
    protected virtual string OtherRepository => "team/tools";

    /// <summary>A tag that both have.</summary>
    protected virtual string Tag => "v1";

    /// <summary>Whether keys may be temporary, with a session token.</summary>
    protected virtual bool HasSessionTokens => false;

    /// <summary>How many pages a listing of 1,000 tags has; null where the product lists no digests.</summary>
    protected abstract int? PagesOfThousandTags { get; }

    public async Task InitializeAsync()
    {
        _server = await StartAsync();
        Fill();
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
        Assert.Equal(Server.TagsOf(Repository).OrderBy(t => t.Key, StringComparer.Ordinal), await TagsAsync(registry, Repository));
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
        AddThousandTags();
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

        Assert.Empty(plain.Store.MissingFor(Repository, Tag));
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
        Assert.Empty(plain.Store.MissingFor(OtherRepository, Tag));
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

    /// <summary>Three tags in one repository, of which two stand for the same, and one in the other.</summary>
    protected virtual void Fill()
    {
        Add(Repository, "v1", 1);
        Add(Repository, "v2", 2);
        Server.Store[Repository].Tags["stable"] = Server.Store[Repository].Tags["v1"];
        Add(OtherRepository, "v1", 3);
    }

    /// <summary>Puts a thousand tags in the place of those of the repository.</summary>
    protected virtual void AddThousandTags()
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
    }

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

    protected Task<CopyResult> CopyAsync(IRegistryClient from, IRegistryClient to, string repository, string? tag = null) => new CopyEngine().CopyAsync(
        new CopyRequest { Source = from, SourceRepository = repository, SourceReference = tag ?? Tag, Destination = to, DestinationRepository = repository, DestinationTags = [tag ?? Tag] },
        null,
        CancellationToken.None);
}
