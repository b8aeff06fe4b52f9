using System.Text;
using Transship.Registry.Content;
using Transship.Registry.Copying;
using Transship.Registry.Errors;
using Transship.Registry.Pacing;
using Transship.Registry.Tests.Quirks;
using Transship.Testing.Registry;

namespace Transship.Registry.Tests.Copying;

public sealed class CopyInputTests
{
    [Theory]
    [InlineData("", RegistryErrorKind.ManifestInvalid)]
    [InlineData("null", RegistryErrorKind.ManifestInvalid)]
    [InlineData("[]", RegistryErrorKind.ManifestInvalid)]
    [InlineData("{}", RegistryErrorKind.ManifestInvalid)]
    [InlineData("""{"schemaVersion":2,"layers":[{"digest":"md5:1","size":1}]}""", RegistryErrorKind.ManifestInvalid)]
    [InlineData("""{"schemaVersion":2,"layers":[{"size":1}]}""", RegistryErrorKind.ManifestInvalid)]
    [InlineData("""{"schemaVersion":2,"layers":[null]}""", RegistryErrorKind.ManifestInvalid)]
    [InlineData("""{"schemaVersion":2,"layers":[{"digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":-1}]}""", RegistryErrorKind.ManifestInvalid)]
    [InlineData("""{"schemaVersion":1}""", RegistryErrorKind.SchemaNotSupported)]
    public void Parse_MalformedManifest_SaysWhatIsWrong(string document, RegistryErrorKind kind)
    {
        var error = Assert.Throws<RegistryException>(() => Manifest.Parse(Encoding.UTF8.GetBytes(document), MediaTypes.OciManifest));

        Assert.Equal((kind, false), (error.Kind, error.IsRetryable));
    }

    [Fact]
    public async Task CopyAsync_NestedTooDeep_IsRefused()
    {
        await using var pair = await RegistryPair.StartAsync();
        var repository = pair.Source.Store["app"];
        var top = repository.AddImage(null, []);
        for (var i = 0; i < 12; i++)
        {
            top = repository.AddIndex("v1", ($"a{i}", top));
        }

        var error = await Assert.ThrowsAsync<RegistryException>(() => pair.CopyAsync("app", "v1", "app", "v1"));

        Assert.Equal(RegistryErrorKind.ManifestInvalid, error.Kind);
        Assert.Contains("nested", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CopyAsync_IndexThatClaimsToHoldItself_FailsByDigest()
    {
        await using var pair = await RegistryPair.StartAsync();
        var own = Digest.Sha256([1]);
        pair.Source.Intercept = async context =>
        {
            await Scripted.Body(MediaTypes.OciIndex, $$"""{"schemaVersion":2,"manifests":[{"mediaType":"{{MediaTypes.OciIndex}}","digest":"{{own}}","size":1}]}""", ("Docker-Content-Digest", own.ToString()))(context);
            return true;
        };

        var error = await Assert.ThrowsAsync<RegistryException>(() => pair.CopyAsync("app", "v1", "app", "v1"));

        Assert.Equal(RegistryErrorKind.DigestMismatch, error.Kind);
    }

    [Fact]
    public async Task CopyAsync_SubjectsInACircle_DoNotGoRoundForever()
    {
        await using var pair = await RegistryPair.StartAsync();
        var image = pair.Source.Store["app"].AddImage("v1", []);
        var referrer = pair.Source.Store["app"].AddReferrer(image, "a/a", [1]);
        pair.Source.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.Contains("/referrers/", StringComparison.Ordinal))
            {
                return false;
            }

            await Scripted.Body(MediaTypes.OciIndex, $$"""{"schemaVersion":2,"manifests":[{"mediaType":"{{referrer.MediaType}}","digest":"{{referrer.Digest}}","size":1}]}""")(context);
            return true;
        };

        await pair.Engine.CopyAsync(ManifestQuirkTests.Request(pair) with { Referrers = true }, null, CancellationToken.None);

        Assert.InRange(pair.Source.Requests.Count("GET", "/referrers/"), 1, 5);
    }

    [Theory]
    [InlineData("linux")]
    [InlineData("linux/arm/v7/x")]
    [InlineData("/amd64")]
    public async Task CopyAsync_MalformedPlatform_IsSaidSo(string platform)
    {
        await using var pair = await RegistryPair.StartAsync();
        ManifestQuirkTests.AddIndex(pair.Source.Store["app"]);

        var error = await Assert.ThrowsAsync<RegistryException>(() => pair.Engine.CopyAsync(ManifestQuirkTests.Request(pair) with { Platforms = [platform] }, null, CancellationToken.None));

        Assert.Equal(RegistryErrorKind.InvalidReference, error.Kind);
    }

    [Fact]
    public async Task CopyAsync_PlatformNotThere_SaysWhichAre()
    {
        await using var pair = await RegistryPair.StartAsync();
        ManifestQuirkTests.AddIndex(pair.Source.Store["app"]);

        var error = await Assert.ThrowsAsync<RegistryException>(() => pair.Engine.CopyAsync(ManifestQuirkTests.Request(pair) with { Platforms = ["linux/s390x"] }, null, CancellationToken.None));

        Assert.Contains("linux/amd64, linux/arm64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CopyAsync_Progress_AddsUpToWhatTheResultSays()
    {
        await using var pair = await RegistryPair.StartAsync();
        ManifestQuirkTests.AddIndex(pair.Source.Store["app"]);
        var sums = new Sums();

        var result = await pair.CopyAsync("app", "v1", "app", "v1", progress: sums);

        Assert.Equal(result.Bytes.Transferred, sums[CopyProgressKind.Transferred]);
        Assert.Equal(result.Bytes.Skipped, sums[CopyProgressKind.Skipped]);
        Assert.Equal(sums[CopyProgressKind.Planned], result.Bytes.Transferred + result.Bytes.Skipped + result.Bytes.Mounted);
    }

    [Fact]
    public async Task CopyAsync_Bandwidth_IsTakenFromEveryBucket()
    {
        await using var pair = await RegistryPair.StartAsync();
        pair.Source.Store["app"].AddImage("v1", [FakeImages.Bytes(1, 50_000)]);
        var time = new Testing.Time.FakeTimeProvider();
        var (rule, execution) = (new TokenBucket(1e6, time, 1e6), new TokenBucket(1e6, time, 1e6));

        var result = await pair.Engine.CopyAsync(ManifestQuirkTests.Request(pair) with { Bandwidth = [rule, execution] }, null, CancellationToken.None);

        Assert.All([rule, execution], bucket => Assert.Equal(result.Bytes.Transferred / 1e6, bucket.Take(1e6).TotalSeconds, 6));
    }

    [Fact]
    public async Task OpenBlobAsync_EndpointHasABandwidth_ReadsNoFaster()
    {
        var time = new Testing.Time.FakeTimeProvider();
        await using var scripted = await Scripted.StartAsync(client: RegistryPair.Quick with { Time = time }, endpoint: e => e with { Limits = new() { BytesPerSecond = 1000 } });
        var blob = scripted.App.AddBlob(FakeImages.Bytes(1, 2100));

        var read = Scripted.ReadAsync(await scripted.Client.OpenBlobAsync("app", blob, 0, CancellationToken.None));
        await time.WhenWaitingAsync(TimeSpan.FromSeconds(2)); // a burst of a tenth of a second, the rest at the rate
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(2100, (await read).Length);
    }

    private sealed class Sums : IProgress<CopyProgress>
    {
        private readonly long[] _sums = new long[4];

        public long this[CopyProgressKind kind] => _sums[(int)kind];

        public void Report(CopyProgress value) => Interlocked.Add(ref _sums[(int)value.Kind], value.Bytes);
    }
}
