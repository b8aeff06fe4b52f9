using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Endpoints;

/// <summary>Certificates of a connection.</summary>
public sealed record EndpointTls
{
    /// <summary>Whether the server's certificate is checked. False only for tests: anyone in between can read and change what is copied.</summary>
    [DefaultValue("true")]
    public bool Verify { get; init; } = true;

    /// <summary>A secret with the key ca.crt: authorities (PEM) that are trusted besides the system's.</summary>
    public LocalReference? CaSecretRef { get; init; }

    /// <summary>A secret of type kubernetes.io/tls: the certificate that this client shows.</summary>
    public LocalReference? ClientCertSecretRef { get; init; }
}
