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

        Assert.Equal(GiveUpOutcome.GivenUp, await client.GiveUpUploadAsync(Left(_registry, "left?_state=x"), default));

        Assert.Empty(_registry.Store.Uploads);
    }

    [Fact]
    public async Task GiveUpUploadAsync_ItsBodyBrokeOffInTheMiddle_IsGoneByTheLocationThatHoldsNow()
    {
        await using var registry = await FakeRegistry.StartAsync(new FakeRegistryOptions { ChecksOffsets = true });
        using var client = Client(registry);
        registry.Store.Uploads["left"] = new FakeUpload("app");
        registry.Store.Uploads["left"].Received.Write(Content);

        Assert.Equal(GiveUpOutcome.GivenUp, await client.GiveUpUploadAsync(Left(registry, "left?_state=at%2F0"), default));

        Assert.Empty(registry.Store.Uploads);
    }

    [Fact]
    public async Task GiveUpUploadAsync_WhatTheRegistryDoesNotKnow_IsRefused()
    {
        using var client = Client();

        Assert.Equal(GiveUpOutcome.Refused, await client.GiveUpUploadAsync(Left(_registry, "gone"), default));
    }

    [Fact]
    public async Task UploadBlobAsync_CancelledInTheMiddle_LeavesNothingWhereOffsetsAreChecked()
    {
        await using var registry = await FakeRegistry.StartAsync(new FakeRegistryOptions { ChecksOffsets = true });
        using var client = Client(registry);
        using var cancellation = new CancellationTokenSource();
        var large = FakeImages.Bytes(2, 3 << 20);
        await using var source = new TurningStream(large, async () =>
        {
            while (registry.Store.Uploads.Values.Single().Received.Length == 0)
            {
                await Task.Yield();
            }

            await cancellation.CancelAsync();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.UploadBlobAsync(Upload((_, _) => Task.FromResult<Stream>(source), large), cancellation.Token));

        Assert.Empty(registry.Store.Uploads);
    }

    [Fact]
    public async Task GiveUpUploadAsync_SameHostByAnotherScheme_IsLeftAlone()
    {
        using var client = Client();
        var location = new UriBuilder(new Uri(_registry.Url, "/v2/app/blobs/uploads/left")) { Scheme = "https" }.Uri;
        Assert.Equal(GiveUpOutcome.Elsewhere, await client.GiveUpUploadAsync(new OpenUpload("app", location), default));
    }

    [Theory]
    [InlineData("https://elsewhere.example.com/v2/app/blobs/uploads/left")]
    [InlineData("/v2/app/manifests/latest")]
    [InlineData("/v2/other/blobs/uploads/left")]
    public async Task GiveUpUploadAsync_WhatIsNoUploadOfTheRegistry_IsLeftAlone(string location)
    {
        using var client = Client();
        Assert.Equal(GiveUpOutcome.Elsewhere, await client.GiveUpUploadAsync(new OpenUpload("app", new Uri(_registry.Url, location)), default));

        Assert.Empty(_registry.Requests.All);
    }

    private static OpenUpload Left(FakeRegistry registry, string upload) => new("app", new Uri(registry.Url, $"/v2/app/blobs/uploads/{upload}"));

    private RegistryClient Client(FakeRegistry? registry = null) => new((registry ?? _registry).Endpoint, new RegistryClientOptions { Retries = 0, OpenUploads = new OpenUploads { Changed = _told.Add } });

    private static BlobUpload Upload(Func<long, CancellationToken, Task<Stream>> open, byte[]? content = null) => new(
        "app", new Descriptor { MediaType = "application/octet-stream", Digest = Digest.Sha256(content ?? Content), Size = (content ?? Content).Length }, open);

    /// <summary>Does something when it is read for the second time.</summary>
    private sealed class TurningStream(byte[] content, Func<Task> turn) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position > 0)
            {
                await turn();
                cancellationToken.ThrowIfCancellationRequested();
            }

            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
