namespace Transship.Registry.Endpoints;

/// <summary>How the registry's certificate is judged, and which one we show.</summary>
public sealed record TlsOptions
{
    /// <summary>False accepts any certificate. Default true.</summary>
    public bool Verify { get; init; } = true;

    /// <summary>PEM certificates that are trusted besides those of the system.</summary>
    public string? CaPem { get; init; }

    /// <summary>PEM certificate (chain) shown to the registry; needs <see cref="ClientKeyPem"/>.</summary>
    public string? ClientCertificatePem { get; init; }

    /// <summary>PEM private key of <see cref="ClientCertificatePem"/>.</summary>
    public Secret ClientKeyPem { get; init; }
}
