using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Transship.Testing.Certificates;

/// <summary>A certificate authority of a test's own.</summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root;
    private byte _serial;

    public TestAuthority(string name = "test-ca")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _root = request.CreateSelfSigned(From, Until);
    }

    /// <summary>The authority's certificate, PEM.</summary>
    public string Pem => _root.ExportCertificatePem();

    /// <summary>A certificate for a server on 127.0.0.1 that also has these names.</summary>
    public X509Certificate2 Server(params string[] names) => Issue("server", "1.3.6.1.5.5.7.3.1", names, Until);

    /// <summary>A certificate for 127.0.0.1 whose time is over.</summary>
    public X509Certificate2 ExpiredServer() => Issue("server", "1.3.6.1.5.5.7.3.1", [], From.AddYears(1));

    /// <summary>A client's certificate and key, PEM.</summary>
    /// <param name="name">The user's name.</param>
    /// <param name="isExpired">Whether its time is over.</param>
    public (string Certificate, string Key) Client(string name, bool isExpired = false)
    {
        using var certificate = Issue(name, "1.3.6.1.5.5.7.3.2", [], isExpired ? From.AddYears(1) : Until);
        using var key = certificate.GetECDsaPrivateKey()!;
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        _root.Dispose();
        _key.Dispose();
    }

    private X509Certificate2 Issue(string name, string usage, string[] names, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        var alternatives = new SubjectAlternativeNameBuilder();
        alternatives.AddIpAddress(IPAddress.Loopback);
        Array.ForEach(names, alternatives.AddDnsName);
        request.CertificateExtensions.Add(alternatives.Build());
        using var issued = request.Create(_root, From, until, [1, ++_serial]);
        using var whole = issued.CopyWithPrivateKey(key);

        // Servers need a key that outlives this method.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
