using System.Net;
using Transship.Registry.Content;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Registry.Http;
using Transship.Registry.Tests.Copying;
using Transship.Testing.Certificates;
using Transship.Testing.Registry;

namespace Transship.Registry.Tests.Quirks;

/// <summary>Rows of the quirks table that are about reading blobs.</summary>
public sealed class DownloadQuirkTests
{
    private static readonly byte[] Bytes = FakeImages.Bytes(5, 300_000);

    [Fact]
    public async Task Quirk01_RedirectToAnotherHost_GetsNoCredentials()
    {
        await using var storage = await FakeRegistry.StartAsync();
        var seen = new List<string>();
        storage.Intercept = async context =>
        {
            seen.Add(context.Request.Headers.Authorization.ToString() + context.Request.Headers.Cookie);
            await context.Response.Body.WriteAsync(Bytes);
            return true;
        };
        await using var scripted = await Scripted.StartAsync(new FakeRegistryOptions { Username = "u", Password = "p" });
        var blob = scripted.App.AddBlob(Bytes);
        await scripted.Client.BlobExistsAsync("app", blob.Digest, CancellationToken.None);
        scripted.On("GET", "/blobs/", Scripted.Status(307, ("Location", $"http://127.0.0.1:{storage.Url.Port}/presigned?sig=a%2Fb")));

        var read = await Scripted.ReadAsync(await scripted.Client.OpenBlobAsync("app", blob, 0, CancellationToken.None));

        Assert.Equal(Bytes, read);
        Assert.Equal([""], seen);
        Assert.Equal("?sig=a%2Fb", storage.Requests.All[0].Query); // a signature survives byte for byte
    }

    [Fact]
    public async Task Quirk01_RedirectsWithoutEnd_AreGivenUp()
    {
        await using var scripted = await Scripted.StartAsync();
        var blob = scripted.App.AddBlob(Bytes);
        scripted.On("GET", "/", context => Scripted.Status(307, ("Location", context.Request.Path))(context));

        var error = await Assert.ThrowsAsync<RegistryException>(() => scripted.Client.OpenBlobAsync("app", blob, 0, CancellationToken.None));

        Assert.Equal(RegistryErrorKind.ProtocolError, error.Kind);
        Assert.Equal(11, scripted.Requests.Count("GET"));
    }

    [Fact]
    public async Task Quirk01_RedirectFromHttpsToHttp_IsNotFollowed()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Server("localhost");
        await using var storage = await FakeRegistry.StartAsync();
        await using var scripted = await Scripted.StartAsync(new FakeRegistryOptions { Certificate = certificate }, endpoint: e => e with { Tls = new TlsOptions { CaPem = authority.Pem } });
        var blob = scripted.App.AddBlob(Bytes);
        scripted.On("GET", "/blobs/", Scripted.Status(307, ("Location", $"http://127.0.0.1:{storage.Url.Port}/presigned?sig=secret")));

        var error = await Assert.ThrowsAsync<RegistryException>(() => scripted.Client.OpenBlobAsync("app", blob, 0, CancellationToken.None));

        Assert.Equal((RegistryErrorKind.ProtocolError, false), (error.Kind, error.IsRetryable));
        Assert.Contains("from https to http://127.0.0.1", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Empty(storage.Requests.All);
    }

    [Fact]
    public async Task Quirk02_HeadIsRedirected_MeansThatTheBlobIsThere()
    {
        await using var scripted = await Scripted.StartAsync();
        scripted.On("HEAD", "/blobs/", Scripted.Status(307, ("Location", "http://127.0.0.1:1/presigned-for-get")));

        Assert.True(await scripted.Client.BlobExistsAsync("app", Digest.Sha256(Bytes), CancellationToken.None));
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("::ffff:192.168.0.1")]
    public async Task Quirk03_PublicRegistryNamesPrivateAddress_IsNotFollowed(string address)
    {
        var connector = new Connector(new Uri("https://registry.example/"), proxied: false, (host, _) =>
            Task.FromResult(new[] { IPAddress.Parse(host == "registry.example" ? "203.0.113.1" : address) }));

        var error = await Assert.ThrowsAsync<RegistryException>(async () => await connector.ConnectAsync(new DnsEndPoint("storage.example", 443), CancellationToken.None));

        Assert.Equal(RegistryErrorKind.PermissionDenied, error.Kind);
        Assert.False(error.IsRetryable);
    }

    [Theory]
    [InlineData("http://h:5000/v2/", "/upload?x=%2F", "http://h:5000/upload?x=%2F")]
    [InlineData("https://h/v2/a", "http://h/u", "https://h/u")]
    [InlineData("https://h/v2/a", "http://h:80/u?s=1", "https://h/u?s=1")]
    [InlineData("https://h/v2/a", "https://h:443/u", "https://h:443/u")]
    [InlineData("https://h/v2/a", "https://other/u", "https://other/u")]
    public void Quirk03_LocationInAnyForm_IsResolved(string request, string location, string expected) =>
        Assert.Equal(expected.Replace(":443", "", StringComparison.Ordinal), Locations.Resolve(new Uri(request), location).AbsoluteUri);

    [Fact]
    public async Task Quirk39_ProxyCutsTheBody_IsResumedWithRange()
    {
        await using var scripted = await Scripted.StartAsync();
        var blob = scripted.App.AddBlob(Bytes);
        scripted.On("GET", "/blobs/", 1, async context =>
        {
            context.Response.ContentLength = Bytes.Length;
            await context.Response.Body.WriteAsync(Bytes.AsMemory(0, 100_000));
            context.Abort();
        });

        var read = await Scripted.ReadAsync(await scripted.Client.OpenBlobAsync("app", blob, 0, CancellationToken.None));

        Assert.Equal(Bytes, read);
        Assert.Equal(2, scripted.Requests.Count("GET", "/blobs/"));
    }

    [Fact]
    public async Task Quirk39_BodyStalls_IsResumedWithRange()
    {
        await using var scripted = await Scripted.StartAsync(client: RegistryPair.Quick with { StallTimeout = TimeSpan.FromMilliseconds(50) });
        var blob = scripted.App.AddBlob(Bytes);
        scripted.On("GET", "/blobs/", 1, async context =>
        {
            context.Response.ContentLength = Bytes.Length;
            await context.Response.Body.WriteAsync(Bytes.AsMemory(0, 100_000));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

        Assert.Equal(Bytes, await Scripted.ReadAsync(await scripted.Client.OpenBlobAsync("app", blob, 0, CancellationToken.None)));
        Assert.Equal(2, scripted.Requests.Count("GET", "/blobs/"));
    }

    [Fact]
    public async Task Quirk39_RangeIsIgnored_WhatIsKnownIsSkipped()
    {
        await using var scripted = await Scripted.StartAsync();
        var blob = scripted.App.AddBlob(Bytes);
        scripted.On("GET", "/blobs/", Scripted.Body(Bytes));

        var read = await Scripted.ReadAsync(await scripted.Client.OpenBlobAsync("app", blob, 250_000, CancellationToken.None));

        Assert.Equal(Bytes[250_000..], read);
    }

    [Fact]
    public async Task Quirk39_LengthIsNotThatOfTheDescriptor_FailsAtOnce()
    {
        await using var scripted = await Scripted.StartAsync();
        var blob = scripted.App.AddBlob(Bytes) with { Size = Bytes.Length + 1 };

        var error = await Assert.ThrowsAsync<RegistryException>(() => scripted.Client.OpenBlobAsync("app", blob, 0, CancellationToken.None));

        Assert.Equal(RegistryErrorKind.DigestMismatch, error.Kind);
    }

    [Fact]
    public async Task Quirk39_EveryRequest_AsksForNoEncoding()
    {
        await using var scripted = await Scripted.StartAsync();
        var blob = scripted.App.AddBlob(Bytes);
        var encodings = new List<string>();
        scripted.Registry.Intercept = context =>
        {
            encodings.Add(context.Request.Headers.AcceptEncoding.ToString());
            return Task.FromResult(false);
        };

        await Scripted.ReadAsync(await scripted.Client.OpenBlobAsync("app", blob, 0, CancellationToken.None));

        Assert.Equal(["identity"], encodings);
    }

    [Fact]
    public async Task Quirk40_PresignedUrlExpired_IsFetchedAnew()
    {
        await using var storage = await FakeRegistry.StartAsync();
        var asked = 0;
        storage.Intercept = async context =>
        {
            if (++asked == 1)
            {
                context.Response.StatusCode = 403;
                return true;
            }

            await context.Response.Body.WriteAsync(Bytes);
            return true;
        };
        await using var scripted = await Scripted.StartAsync();
        var blob = scripted.App.AddBlob(Bytes);
        scripted.On("GET", "/blobs/", Scripted.Status(307, ("Location", $"http://127.0.0.1:{storage.Url.Port}/presigned")));

        Assert.Equal(Bytes, await Scripted.ReadAsync(await scripted.Client.OpenBlobAsync("app", blob, 0, CancellationToken.None)));
        Assert.Equal(2, scripted.Requests.Count("GET", "/blobs/"));
    }

    [Theory]
    [InlineData("10.0.0.0/8,example.org", "http://10.1.2.3/", true)]
    [InlineData("10.0.0.0/8,example.org", "http://11.1.2.3/", false)]
    [InlineData(".example.org", "http://a.example.org/", true)]
    [InlineData("example.org", "http://notexample.org/", false)]
    [InlineData("example.org:8080", "http://example.org/", false)]
    [InlineData("fd00::/8", "http://[fd00::1]/", true)]
    [InlineData("*", "http://anything/", true)]
    [InlineData("", "http://localhost:5000/", true)]
    public void Quirk41_NoProxy_KnowsNetworksAndSuffixes(string noProxy, string url, bool direct)
    {
        var proxy = new EnvironmentProxy(name => name switch { "HTTP_PROXY" => "proxy:3128", "NO_PROXY" => noProxy, _ => null });

        Assert.Equal(direct, proxy.IsBypassed(new Uri(url)));
        Assert.Equal(new Uri("http://proxy:3128/"), proxy.GetProxy(new Uri(url)));
    }

    [Fact]
    public async Task Quirk41_EndpointHasAProxy_GoesThroughIt()
    {
        await using var proxy = await FakeRegistry.StartAsync();
        await using var scripted = await Scripted.StartAsync(endpoint: e => e with { Url = new Uri("http://registry.invalid/"), Proxy = proxy.Url });

        await scripted.Client.PingAsync(CancellationToken.None);

        Assert.Equal(1, proxy.Requests.Count("GET", "/v2/"));
    }

    [Fact]
    public async Task Quirk44_Sha512_IsVerifiedByItsOwnAlgorithm()
    {
        await using var pair = await RegistryPair.StartAsync();
        var digest = Digest.Parse("sha512:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(Bytes)));
        pair.Source.Store["app"].Blobs[digest] = Bytes;
        pair.Source.Store["app"].AddManifest("v1", new
        {
            schemaVersion = 2,
            mediaType = MediaTypes.OciManifest,
            config = new { mediaType = "application/vnd.oci.empty.v1+json", digest = digest.ToString(), size = Bytes.Length },
            layers = Array.Empty<object>(),
        });

        await pair.CopyAsync("app", "v1", "app", "v1");

        Assert.Equal(Bytes, pair.Destination.Store["app"].Blobs[digest]);
    }

    [Fact]
    public async Task Quirk44_Sha512OfAManifest_IsKeptAndVerified()
    {
        await using var pair = await RegistryPair.StartAsync();
        var source = pair.Source.Store["app"];
        var image = source.AddImage(null, [[1, 2, 3]]);
        var named = Manifest.Parse(image.Content, image.MediaType, Digest.Parse("sha512:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(image.Content.Span))));
        source.Manifests[named.Digest] = named;
        source.AddIndex("v1", ("amd64", named));

        await pair.CopyAsync("app", "v1", "app", "v1");

        Assert.Empty(pair.Destination.Store.MissingFor("app", "v1"));
        Assert.Equal(image.Content.ToArray(), pair.Destination.Store["app"].Manifests[named.Digest].Content.ToArray());
        source.Manifests[named.Digest] = source.AddImage(null, [[4]]);
        var error = await Assert.ThrowsAsync<RegistryException>(() => pair.SourceClient.GetManifestAsync("app", named.Digest.ToString(), CancellationToken.None));
        Assert.Equal(RegistryErrorKind.DigestMismatch, error.Kind);
    }
}
