using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Transship.Kubernetes.Authentication;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;

namespace Transship.Kubernetes.Http;

/// <summary>What a connection trusts and shows, as PEM: equal material may share connections.</summary>
/// <param name="Authority">The authorities; null for the system's.</param>
/// <param name="ClientCertificate">The client certificate; null for none.</param>
internal sealed record TlsMaterial(string? Authority, ClientCertificatePem? ClientCertificate)
{
    /// <exception cref="KubernetesConfigException">A file cannot be read.</exception>
    internal static TlsMaterial Read(KubernetesClientConfig config) => new(
        config.CertificateAuthority?.Read(),
        config.ClientCertificate is { } source ? new ClientCertificatePem(source.Certificate.Read(), source.Key.Read()) : null);

    /// <summary>A certificate whose time is over would be refused with no word of why.</summary>
    /// <exception cref="KubernetesConfigException">The client certificate has expired.</exception>
    internal void RequireCurrent(KubernetesClientConfig config, DateTimeOffset now)
    {
        if (ClientCertificate is null)
        {
            return;
        }

        using var certificate = X509Certificate2.CreateFromPem(ClientCertificate.Certificate);
        var until = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        if (until < now)
        {
            var file = config.ClientCertificate?.Certificate.Path is { } path ? $" ({path})" : "";
            throw new KubernetesConfigException(
                $"The client certificate of the Kubernetes configuration{file} expired on {until:yyyy-MM-dd HH:mm} UTC: get a new one{RequestFailure.Check(config, "client-certificate")}.");
        }
    }

    /// <exception cref="KubernetesConfigException">The PEM is none.</exception>
    internal SslClientAuthenticationOptions Options(KubernetesClientConfig config)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = config.TlsServerName };
        if (config.SkipTlsVerify)
        {
#pragma warning disable CA5359, MA0039 // The user asked for it by insecure-skip-tls-verify.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359, MA0039
        }
        else if (Authority is not null)
        {
            options.CertificateChainPolicy = Trust(config);
        }

        if (ClientCertificate is not null)
        {
            options.ClientCertificateContext = Client(config, ClientCertificate);
        }

        return options;
    }

    private X509ChainPolicy Trust(KubernetesClientConfig config)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPem(Authority);
        }
        catch (CryptographicException e)
        {
            throw Invalid(config, "certificate authority", config.CertificateAuthority, "certificate-authority", e);
        }

        return policy.CustomTrustStore.Count > 0 ? policy : throw Invalid(config, "certificate authority", config.CertificateAuthority, "certificate-authority", null);
    }

    private static SslStreamCertificateContext Client(KubernetesClientConfig config, ClientCertificatePem pem)
    {
        try
        {
            var leaf = X509Certificate2.CreateFromPem(pem.Certificate, pem.Key);
            if (OperatingSystem.IsWindows())
            {
                // Windows shows no certificate whose key lives in memory only.
                leaf = X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null);
            }

            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(pem.Certificate);
            return SslStreamCertificateContext.Create(leaf, chain, offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw Invalid(config, "client certificate or its key", config.ClientCertificate?.Certificate, "client-certificate and client-key", e);
        }
    }

    private static KubernetesConfigException Invalid(KubernetesClientConfig config, string what, PemSource? source, string field, Exception? inner) =>
        new($"The {what} of the Kubernetes configuration{(source?.Path is { } path ? $" ({path})" : "")} is no valid PEM{RequestFailure.Check(config, field)}.", inner);
}
