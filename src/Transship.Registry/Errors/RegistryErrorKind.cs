namespace Transship.Registry.Errors;

/// <summary>What went wrong, in the terms in which a user can act on it.</summary>
public enum RegistryErrorKind
{
    /// <summary>The host name does not resolve.</summary>
    NameResolutionFailed,

    /// <summary>Nothing listens at the address.</summary>
    ConnectionRefused,

    /// <summary>The connection could not be made or broke.</summary>
    ConnectionFailed,

    /// <summary>No answer, or no progress, in time.</summary>
    Timeout,

    /// <summary>The certificate is not trusted, expired or of another name.</summary>
    CertificateNotTrusted,

    /// <summary>The registry does not accept the credentials, or wants some.</summary>
    AuthenticationFailed,

    /// <summary>Known, but not allowed to do that.</summary>
    PermissionDenied,

    /// <summary>Something answers, but not with the distribution protocol.</summary>
    NotARegistry,

    /// <summary>The repository, tag, manifest or blob is not there.</summary>
    NotFound,

    /// <summary>Too many requests; <see cref="RegistryException.RetryAfter"/> says when to come back, if the server did.</summary>
    RateLimited,

    /// <summary>The registry cannot answer right now (5xx).</summary>
    Unavailable,

    /// <summary>The bytes that came are not those that the digest or size names.</summary>
    DigestMismatch,

    /// <summary>The manifest is not valid.</summary>
    ManifestInvalid,

    /// <summary>The destination says that it lacks a blob or manifest that this manifest needs.</summary>
    ManifestBlobUnknown,

    /// <summary>Docker schema 1, which is not replicated.</summary>
    SchemaNotSupported,

    /// <summary>The registry does not have this operation.</summary>
    Unsupported,

    /// <summary>Larger than we or the registry accept.</summary>
    TooLarge,

    /// <summary>A policy of the registry forbids it: an immutable tag, a quota, a read-only project.</summary>
    PolicyRefused,

    /// <summary>A name, tag or digest that does not follow the grammar.</summary>
    InvalidReference,

    /// <summary>The server broke the protocol, or refused a request in a way that has no better name.</summary>
    ProtocolError,
}
