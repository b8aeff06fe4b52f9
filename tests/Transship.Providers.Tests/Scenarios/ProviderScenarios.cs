using Transship.Registry.Clients;
using Transship.Registry.Errors;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.Scenarios;

/// <summary>What every provider of a registry must do besides, where things are copied to.</summary>
public abstract class ProviderScenarios : SourceScenarios
{
    /// <summary>Whether this way to log in makes things public, where the product does.</summary>
    protected virtual bool IsPublicPossible => true;

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

    private static async Task DeniedAsync(Func<Task> change) => Assert.Equal(RegistryErrorKind.PermissionDenied, (await Assert.ThrowsAsync<RegistryException>(change)).Kind);

    private async Task CopyInAsync(IRegistry registry, string repository)
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
