using Transship.Operator.Commands.Copy;
using Transship.Registry.Clients;
using Transship.Registry.Errors;
using Transship.Testing.Registry;

namespace Transship.Operator.Tests.Commands.Copy;

public sealed class TagListingTests
{
    private static readonly byte[][] Layers = [FakeImages.Bytes(1, 10)];

    [Fact]
    public async Task FindAsync_TagsAtBothEnds_SaysWhichAreNewAfterOneListingASide()
    {
        await using var source = await FakeRegistry.StartAsync();
        await using var destination = await FakeRegistry.StartAsync();
        source.Store["app"].AddImage("v1", Layers);
        source.Store["app"].AddImage("v2", Layers);
        destination.Store["mirror"].AddImage("v1", Layers);

        var found = await FindAsync(source, destination, null, ("app", "mirror"));

        Assert.Equal([new TagCopy("app", "mirror", "v1", false, false), new TagCopy("app", "mirror", "v2", true, false)], found);
        Assert.Single(source.Requests.All);
        Assert.Single(destination.Requests.All);
    }

    [Fact]
    public async Task FindAsync_DestinationWithoutTheRepository_TellsThatAllOfItIsNew()
    {
        await using var source = await FakeRegistry.StartAsync();
        await using var destination = await FakeRegistry.StartAsync();
        source.Store["app"].AddImage("v1", Layers);

        Assert.Equal([new TagCopy("app", "app", "v1", true, true)], await FindAsync(source, destination, null, ("app", "app")));
    }

    [Fact]
    public async Task FindAsync_DestinationThatLetsNobodyList_TakesNothingForNew()
    {
        await using var source = await FakeRegistry.StartAsync();
        await using var destination = await FakeRegistry.StartAsync();
        source.Store["app"].AddImage("v1", Layers);
        destination.Intercept = Refuse;

        Assert.Equal([new TagCopy("app", "app", "v1", false, false)], await FindAsync(source, destination, null, ("app", "app")));
    }

    [Fact]
    public async Task FindAsync_RepositoryThatCannotBeListed_KeepsTheOthersGoing()
    {
        await using var source = await FakeRegistry.StartAsync();
        await using var destination = await FakeRegistry.StartAsync();
        source.Store["good"].AddImage("v1", Layers);
        source.Intercept = context => context.Request.Path.Value!.Contains("/bad/", StringComparison.Ordinal) ? Refuse(context) : Task.FromResult(false);
        var failed = new List<string>();

        var found = await FindAsync(source, destination, (repository, _) => failed.Add(repository), ("bad", "bad"), ("good", "good"));

        Assert.Equal(["bad"], failed);
        Assert.Equal("good", Assert.Single(found).Source);
        await Assert.ThrowsAsync<RegistryException>(() => FindAsync(source, destination, null, ("bad", "bad")));
    }

    private static Task<bool> Refuse(Microsoft.AspNetCore.Http.HttpContext context)
    {
        context.Response.StatusCode = 403;
        return Task.FromResult(true);
    }

    private static async Task<List<TagCopy>> FindAsync(
        FakeRegistry source, FakeRegistry destination, Action<string, RegistryException>? failed, params (string Source, string Destination)[] repositories)
    {
        using var from = new RegistryClient(source.Endpoint);
        using var to = new RegistryClient(destination.Endpoint);
        var found = new List<TagCopy>();
        await foreach (var tag in new TagListing(from, to, failed).FindAsync(repositories.ToAsyncEnumerable(), CancellationToken.None))
        {
            found.Add(tag);
        }

        return found;
    }
}
