using System.Net;
using Transship.Integration.Servers;
using Transship.Registry.Clients;
using Transship.Registry.Copying;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Registry.Layouts;
using Transship.Testing.Certificates;
using Transship.Testing.Files;
using Transship.Testing.Servers;

namespace Transship.Integration.Copying;

/// <summary>The data plane against real registries, judged by other tools.</summary>
public sealed class RealRegistryTests
{
    private static readonly NetworkCredential Reader = new("reader", "s3:cret");
    private static readonly NetworkCredential Writer = new("writer", "it's \"secret\" $1");

    [Fact]
    public async Task CopyAsync_BasicAuthenticationAndTls_SkopeoFindsEveryDigest()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Server();
        await using var source = await DistributionRegistry.StartAsync(new DistributionRegistryOptions { Credentials = Reader });
        await using var destination = await DistributionRegistry.StartAsync(new DistributionRegistryOptions { Credentials = Writer, Certificate = certificate });
        using var from = new RegistryClient(EndpointOf(source));
        using var to = new RegistryClient(EndpointOf(destination) with { Tls = new TlsOptions { CaPem = authority.Pem } });
        using var folder = new TemporaryFolder();
        var skopeo = await Skopeo.CreateAsync();

        foreach (var image in await source.SeedAsync())
        {
            var result = await new CopyEngine().CopyAsync(Request(from, to, image.Repository, image.Tag), null, CancellationToken.None);

            Assert.Equal(CopyOutcome.Copied, result.Outcome);
            Assert.Equal(image.Digest, Sha256.Digest(await skopeo.InspectRawAsync(destination.Address, image.Reference, Writer)));
            await skopeo.ReadAsync(destination.Address, image.Reference, Path.Combine(folder.Path, image.Digest.Replace(':', '-')), Writer);
        }
    }

    [Fact]
    public async Task CopyAsync_ThroughALayout_SkopeoFindsEveryDigestInItAndBehindIt()
    {
        await using var source = await DistributionRegistry.StartAsync();
        await using var destination = await DistributionRegistry.StartAsync();
        using var folder = new TemporaryFolder();
        var root = Directory.CreateDirectory(Path.Combine(folder.Path, "layouts")).FullName;
        using var from = new RegistryClient(EndpointOf(source));
        using var layout = new LayoutClient(new RegistryEndpoint(new Uri(root)));
        using var to = new RegistryClient(EndpointOf(destination));
        var skopeo = await Skopeo.CreateAsync();

        foreach (var image in await source.SeedAsync())
        {
            var name = image.Digest.Replace(':', '-');
            await new CopyEngine().CopyAsync(Request(from, layout, image.Repository, image.Tag), null, CancellationToken.None);
            await new CopyEngine().CopyAsync(Request(layout, to, image.Repository, image.Tag), null, CancellationToken.None);

            if (!image.Kind.StartsWith("docker", StringComparison.Ordinal)) // skopeo finds none but OCI's types in a layout
            {
                Assert.Equal(image.Digest, Sha256.Digest(await skopeo.ReadLayoutAsync(Path.Combine(root, image.Repository), image.Tag, Path.Combine(folder.Path, "of-layout-" + name))));
            }

            Assert.Equal(image.Digest, Sha256.Digest(await skopeo.InspectRawAsync(destination.Address, image.Reference)));
            await skopeo.ReadAsync(destination.Address, image.Reference, Path.Combine(folder.Path, name));
        }
    }

    [Fact]
    public async Task PingAsync_CertificateOfAnUnknownAuthority_IsRefusedWithTheReason()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Server();
        await using var registry = await DistributionRegistry.StartAsync(new DistributionRegistryOptions { Credentials = Writer, Certificate = certificate });
        using var client = new RegistryClient(EndpointOf(registry));

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(CancellationToken.None));

        Assert.Equal(RegistryErrorKind.CertificateNotTrusted, error.Kind);
        Assert.Contains("give its CA certificate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PingAsync_WrongPassword_IsRefusedWithTheReason()
    {
        await using var registry = await DistributionRegistry.StartAsync(new DistributionRegistryOptions { Credentials = Writer });
        using var client = new RegistryClient(EndpointOf(registry) with { Credentials = new RegistryCredentials("writer", new Secret("wrong")) });

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(CancellationToken.None));

        Assert.Equal((RegistryErrorKind.AuthenticationFailed, false), (error.Kind, error.IsRetryable));
    }

    [Fact]
    public async Task CopyAsync_SignedImage_CosignVerifiesItAtTheDestination()
    {
        await using var source = await DistributionRegistry.StartAsync();
        await using var destination = await DistributionRegistry.StartAsync();
        using var from = new RegistryClient(EndpointOf(source));
        using var to = new RegistryClient(EndpointOf(destination));
        using var folder = new TemporaryFolder();
        var cosign = await Cosign.CreateAsync(folder.Path);
        var image = await source.SeedAsync("index", "team/app", "1.0");
        await cosign.SignAsync($"{source.Address}/team/app@{image.Digest}");

        await new CopyEngine().CopyAsync(Request(from, to, "team/app", "1.0") with { DigestTags = false, Referrers = false }, null, CancellationToken.None);
        await Assert.ThrowsAsync<ToolFailedException>(() => cosign.VerifyAsync($"{destination.Address}/team/app:1.0"));

        // The image is up to date by now; its signature still has to arrive.
        await new CopyEngine().CopyAsync(Request(from, to, "team/app", "1.0"), null, CancellationToken.None);
        Assert.Contains(image.Digest, await cosign.VerifyAsync($"{destination.Address}/team/app:1.0"), StringComparison.Ordinal);
    }

    private static RegistryEndpoint EndpointOf(DistributionRegistry registry) => new(registry.Url)
    {
        Credentials = registry.Credentials is { } account ? new RegistryCredentials(account.UserName, new Secret(account.Password)) : null,
    };

    private static CopyRequest Request(IRegistryClient from, IRegistryClient to, string repository, string tag) => new()
    {
        Source = from,
        SourceRepository = repository,
        SourceReference = tag,
        Destination = to,
        DestinationRepository = repository,
        DestinationTags = [tag],
        Referrers = true,
        DigestTags = true,
    };
}
