using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Registry.Tests.Copying;
using Transship.Testing.Registry;

namespace Transship.Registry.Tests.Http;

public sealed class TlsTests : IDisposable
{
    private readonly X509Certificate2 _certificate = SelfSigned("localhost");

    [Fact]
    public async Task PingAsync_SelfSigned_IsRefusedWithTheReason()
    {
        var error = await PingAsync(new TlsOptions());

        Assert.Equal(RegistryErrorKind.CertificateNotTrusted, error?.Kind);
        Assert.Contains("self-signed or its authority is unknown", error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PingAsync_AuthorityGiven_IsAccepted() => Assert.Null(await PingAsync(new TlsOptions { CaPem = _certificate.ExportCertificatePem() }));

    [Fact]
    public async Task PingAsync_AnotherAuthorityGiven_IsRefused()
    {
        using var other = SelfSigned("localhost");

        Assert.Equal(RegistryErrorKind.CertificateNotTrusted, (await PingAsync(new TlsOptions { CaPem = other.ExportCertificatePem() }))?.Kind);
    }

    [Fact]
    public async Task PingAsync_AnotherName_IsRefusedWithTheReason()
    {
        using var other = SelfSigned("elsewhere.example");

        var error = await PingAsync(new TlsOptions { CaPem = other.ExportCertificatePem() }, other);

        Assert.Equal(RegistryErrorKind.CertificateNotTrusted, error?.Kind);
        Assert.Contains("elsewhere.example", error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PingAsync_VerificationOff_IsAccepted() => Assert.Null(await PingAsync(new TlsOptions { Verify = false }));

    [Fact]
    public async Task PingAsync_PlainHttpServer_SaysThatItSpeaksNoTls()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var client = new RegistryClient(new RegistryEndpoint(new Uri($"https://localhost:{registry.Url.Port}/")), RegistryPair.Quick);

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(CancellationToken.None));

        Assert.Equal(RegistryErrorKind.NotARegistry, error.Kind);
        Assert.Contains("http://", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PingAsync_NameDoesNotResolve_SaysSo()
    {
        using var client = new RegistryClient(new RegistryEndpoint(new Uri("https://registry.invalid/")), RegistryPair.Quick);

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(CancellationToken.None));

        Assert.Equal(RegistryErrorKind.NameResolutionFailed, error.Kind);
    }

    public void Dispose() => _certificate.Dispose();

    private async Task<RegistryException?> PingAsync(TlsOptions tls, X509Certificate2? certificate = null)
    {
        await using var registry = await FakeRegistry.StartAsync(new FakeRegistryOptions { Certificate = certificate ?? _certificate });
        using var client = new RegistryClient(registry.Endpoint with { Tls = tls }, RegistryPair.Quick);
        try
        {
            await client.PingAsync(CancellationToken.None);
            return null;
        }
        catch (RegistryException e)
        {
            return e;
        }
    }

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
