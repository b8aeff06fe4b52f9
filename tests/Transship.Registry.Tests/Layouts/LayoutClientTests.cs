using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Copying;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Registry.Layouts;
using Transship.Registry.Tests.Copying;
using Transship.Registry.Tests.Quirks;
using Transship.Testing.Registry;

namespace Transship.Registry.Tests.Layouts;

public sealed class LayoutClientTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("layout").FullName;

    [Fact]
    public async Task CopyAsync_ThereAndBack_KeepsEveryByte()
    {
        await using var pair = await RegistryPair.StartAsync();
        using var layout = new LayoutClient(new RegistryEndpoint(new Uri(_root)));
        var source = pair.Source.Store["team/app"];
        var index = source.AddIndex("v1", ("amd64", source.AddImage(null, [FakeImages.Bytes(1, 100_000)])), ("arm64", source.AddImage(null, [FakeImages.Bytes(2, 10)], "arm64")));
        source.AddReferrer(index, "application/signature", [7]);

        var there = await pair.Engine.CopyAsync(Request(pair.SourceClient, layout) with { Referrers = true }, null, CancellationToken.None);
        var back = await pair.Engine.CopyAsync(Request(layout, pair.DestinationClient) with { Referrers = true }, null, CancellationToken.None);

        Assert.Equal((index.Digest, index.Digest), (there.Digest, back.Digest));
        Assert.Empty(pair.Destination.Store.MissingFor("team/app", "v1"));
        Assert.Single(await Scripted.ListAsync(pair.DestinationClient.ListReferrersAsync("team/app", index.Digest, CancellationToken.None)));
        Assert.Equal(["team/app"], await Scripted.ListAsync(layout.ListRepositoriesAsync(CancellationToken.None)));
        Assert.Equal(["v1"], await Scripted.ListAsync(layout.ListTagsAsync("team/app", CancellationToken.None)));
    }

    [Fact]
    public async Task PutManifestAsync_TagMoves_HasOneEntry()
    {
        await using var pair = await RegistryPair.StartAsync();
        using var layout = new LayoutClient(new RegistryEndpoint(new Uri(_root)));
        var (old, young) = (pair.Source.Store["a"].AddImage("1", []), pair.Source.Store["a"].AddImage("2", [FakeImages.Bytes(1, 5)]));

        await layout.PutManifestAsync("a", "v1", old, CancellationToken.None);
        await layout.PutManifestAsync("a", "v1", young, CancellationToken.None);
        await layout.PutManifestAsync("a", "v2", old, CancellationToken.None);

        Assert.Equal(young.Digest, (await layout.ResolveAsync("a", "v1", CancellationToken.None))?.Digest);
        Assert.Equal(["v1", "v2"], await Scripted.ListAsync(layout.ListTagsAsync("a", CancellationToken.None)));
        await layout.DeleteManifestAsync("a", "v1", CancellationToken.None);
        Assert.Equal(["v2"], await Scripted.ListAsync(layout.ListTagsAsync("a", CancellationToken.None)));
    }

    [Fact]
    public async Task PutManifestAsync_SeveralClientsAtOnce_LoseNoTag()
    {
        await using var pair = await RegistryPair.StartAsync();
        var image = pair.Source.Store["a"].AddImage("1", []);
        var clients = Enumerable.Range(0, 4).Select(_ => new LayoutClient(new RegistryEndpoint(new Uri(_root)))).ToArray();

        await Parallel.ForAsync(0, 80, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, token) =>
        {
            await clients[i % 4].UploadBlobAsync(
                new Blobs.BlobUpload("a", image.Blobs[0], (_, _) => Task.FromResult<Stream>(new MemoryStream(pair.Source.Store["a"].Blobs[image.Blobs[0].Digest]))), token);
            await clients[i % 4].PutManifestAsync("a", $"v{i}", image, token);
        });

        Assert.Equal(80, (await Scripted.ListAsync(clients[0].ListTagsAsync("a", CancellationToken.None))).Count);
        Assert.Empty(Directory.EnumerateFiles(_root, "*.partial", SearchOption.AllDirectories));
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public async Task UploadBlobAsync_WrongBytes_LeavesNothing()
    {
        using var layout = new LayoutClient(new RegistryEndpoint(new Uri(_root)));
        var blob = new Descriptor { Digest = Digest.Sha256([1, 2, 3]), Size = 3 };

        var error = await Assert.ThrowsAsync<RegistryException>(() => layout.UploadBlobAsync(
            new Blobs.BlobUpload("a", blob, (_, _) => Task.FromResult<Stream>(new MemoryStream([1, 2, 4]))), CancellationToken.None));

        Assert.Equal(RegistryErrorKind.DigestMismatch, error.Kind);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_root, "a", "blobs"), "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("a/../../b")]
    [InlineData("/etc")]
    public async Task ResolveAsync_RepositoryLeavesTheFolder_IsRefused(string repository)
    {
        using var layout = new LayoutClient(new RegistryEndpoint(new Uri(_root)));

        var error = await Assert.ThrowsAsync<RegistryException>(() => layout.ResolveAsync(repository, "v1", CancellationToken.None));

        Assert.Equal(RegistryErrorKind.InvalidReference, error.Kind);
    }

    [Fact]
    public async Task PingAsync_NoSuchFolder_SaysWhatToDo()
    {
        using var layout = new LayoutClient(new RegistryEndpoint(new Uri(Path.Combine(_root, "nothing"))));

        var error = await Assert.ThrowsAsync<RegistryException>(() => layout.PingAsync(CancellationToken.None));

        Assert.Contains("create or mount it", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static CopyRequest Request(IRegistryClient source, IRegistryClient destination) => new()
    {
        Source = source,
        SourceRepository = "team/app",
        SourceReference = "v1",
        Destination = destination,
        DestinationRepository = "team/app",
        DestinationTags = ["v1"],
    };
}
