using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Transship.Registry.Endpoints;

namespace Transship.Registry.Http;

/// <summary>Judges a server's certificate by the endpoint's options, and remembers in words why it refused one.</summary>
internal sealed class CertificateJudge
{
    private readonly TlsOptions _options;
    private readonly X509Certificate2Collection _authorities = [];

    public CertificateJudge(TlsOptions options)
    {
        _options = options;
        if (options.CaPem is { Length: > 0 } pem)
        {
            _authorities.ImportFromPem(pem);
        }
    }

    /// <summary>Why the last refused certificate was refused.</summary>
    public string? Problem { get; private set; }

    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None || (!_options.Verify && _options.IsTrusting((sender as SslStream)?.TargetHostName)))
        {
            return true;
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            Problem = $"it was issued for another name ({certificate?.Subject})";
            return false;
        }

        if (certificate is null || chain is null)
        {
            Problem = "the server showed none";
            return false;
        }

        if (_authorities.Count > 0 && ChainsToAuthority(certificate, chain))
        {
            return true;
        }

        Problem = Words(chain);
        return false;
    }

    private bool ChainsToAuthority(X509Certificate certificate, X509Chain shown)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in shown.ChainElements)
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(leaf);
    }

    private static string Words(X509Chain chain)
    {
        var status = chain.ChainStatus.Select(s => s.Status).Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one);
        return status switch
        {
            _ when status.HasFlag(X509ChainStatusFlags.NotTimeValid) => "it has expired or is not valid yet",
            _ when status.HasFlag(X509ChainStatusFlags.UntrustedRoot) => "it is self-signed or its authority is unknown",
            _ when status.HasFlag(X509ChainStatusFlags.PartialChain) => "its authority is unknown",
            _ => status.ToString(),
        };
    }
}
