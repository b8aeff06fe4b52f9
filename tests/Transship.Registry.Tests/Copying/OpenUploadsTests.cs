using Transship.Registry.Blobs;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Testing.Registry;

namespace Transship.Registry.Tests.Copying;

public sealed class OpenUploadsTests : IAsyncLifetime
{
    private static readonly byte[] Content = FakeImages.Bytes(1, 3000);

    private readonly List<IReadOnlyList<OpenUpload>> _told = [];
    private FakeRegistry _registry = null!;

    public async Task InitializeAsync() => _registry = await FakeRegistry.StartAsync();

    public async Task DisposeAsync() => await _registry.DisposeAsync();

    [Fact]
    public async Task Changed_AnUpload_IsToldBeforeItsBytesAndWhenItIsDone()
    {
        using var client = Client();
        await client.UploadBlobAsync(Upload((_, _) =>
        {
            Assert.Single(Assert.Single(_told));
            return Task.FromResult<Stream>(new MemoryStream(Content));
        }), default);

        var open = Assert.Single(_told[0]);
        Assert.Equal(("app", true), (open.Repository, open.Location.AbsolutePath.StartsWith("/v2/app/blobs/uploads/", StringComparison.Ordinal)));
        Assert.Empty(_told[^1]);
    }

    [Fact]
    public async Task Changed_AnUploadThatIsGivenUp_IsOpenNoMore()
    {
        using var client = Client();
        await Assert.ThrowsAnyAsync<Exception>(() => client.UploadBlobAsync(Upload((_, _) => throw new InvalidOperationException("no source")), default));

        Assert.Empty(_told[^1]);
        Assert.Empty(_registry.Store.Uploads);
    }

    [Fact]
    public async Task GiveUpUploadAsync_WhatAnotherProcessLeft_IsGone()
    {
        using var client = Client();
        _registry.Store.Uploads["left"] = new FakeUpload("app");

        Assert.True(await client.GiveUpUploadAsync(new OpenUpload("app", new Uri(_registry.Url, "/v2/app/blobs/uploads/left?_state=x")), default));

        Assert.Empty(_registry.Store.Uploads);
    }

    [Fact]
    public async Task GiveUpUploadAsync_SameHostByAnotherScheme_IsLeftAlone()
    {
        using var client = Client();
        var location = new UriBuilder(new Uri(_registry.Url, "/v2/app/blobs/uploads/left")) { Scheme = "https" }.Uri;
        Assert.False(await client.GiveUpUploadAsync(new OpenUpload("app", location), default));
    }

    [Theory]
    [InlineData("https://elsewhere.example.com/v2/app/blobs/uploads/left")]
    [InlineData("/v2/app/manifests/latest")]
    [InlineData("/v2/other/blobs/uploads/left")]
    public async Task GiveUpUploadAsync_WhatIsNoUploadOfTheRegistry_IsLeftAlone(string location)
    {
        using var client = Client();
        Assert.False(await client.GiveUpUploadAsync(new OpenUpload("app", new Uri(_registry.Url, location)), default));

        Assert.Empty(_registry.Requests.All);
    }

    private RegistryClient Client() => new(_registry.Endpoint, new RegistryClientOptions { Retries = 0, OpenUploads = new OpenUploads { Changed = _told.Add } });

    private static BlobUpload Upload(Func<long, CancellationToken, Task<Stream>> open) =>
        new("app", new Descriptor { MediaType = "application/octet-stream", Digest = Digest.Sha256(Content), Size = Content.Length }, open);
}
