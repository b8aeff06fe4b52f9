namespace Transship.Registry.Endpoints;

/// <summary>How the registry's certificate is judged, and which one we show.</summary>
public sealed record TlsOptions
{
    /// <summary>
    /// The only host that may show any certificate where <see cref="Verify"/> is off, and that sees ours; null for all that the endpoint leads to, such as the
    /// server of its tokens.
    /// </summary>
    public string? OnlyFor { get; init; }

    /// <summary>False accepts any certificate. Default true.</summary>
    public bool Verify { get; init; } = true;

    /// <summary>PEM certificates that are trusted besides those of the system.</summary>
    public string? CaPem { get; init; }

    /// <summary>PEM certificate (chain) shown to the registry; needs <see cref="ClientKeyPem"/>.</summary>
    public string? ClientCertificatePem { get; init; }

    /// <summary>PEM private key of <see cref="ClientCertificatePem"/>.</summary>
    public Secret ClientKeyPem { get; init; }

    /// <summary>Whether a host may show any certificate where <see cref="Verify"/> is off, and sees ours.</summary>
    internal bool IsTrusting(string? host) => OnlyFor is null || string.Equals(OnlyFor, host, StringComparison.OrdinalIgnoreCase);
}
