using System.Net.Http.Headers;

namespace Transship.Kubernetes.Authentication;

/// <summary>Gives the credential of a request; keeps and renews what expires. Called concurrently.</summary>
public interface ICredentialSource
{
    /// <summary>The credential to use now.</summary>
    /// <exception cref="Configuration.KubernetesConfigException">It cannot be had.</exception>
    ValueTask<Credential> GetAsync(CancellationToken cancellationToken);

    /// <summary>The server refused a credential: the next one must be fresh (A6).</summary>
    /// <param name="refused">What was refused; one that was replaced in the meantime stays.</param>
    void Invalidate(Credential refused);
}

/// <summary>As whom a request is made.</summary>
/// <param name="Authorization">The header; null for none.</param>
public sealed record Credential(AuthenticationHeaderValue? Authorization)
{
    /// <summary>The client certificate that an exec plugin gave, as PEM; null for none.</summary>
    public ClientCertificatePem? ClientCertificate { get; init; }

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"{Authorization?.Scheme} ***";
}

/// <summary>A client certificate with its key.</summary>
/// <param name="Certificate">The certificate, intermediates behind it.</param>
/// <param name="Key">The private key.</param>
public sealed record ClientCertificatePem(string Certificate, string Key)
{
    /// <summary>Never the secret.</summary>
    public override string ToString() => "***";
}
