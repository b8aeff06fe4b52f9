namespace Transship.Registry.Errors;

/// <summary>Which errors can heal by themselves. quirk 42</summary>
internal static class RetryTable
{
    public static bool IsRetryable(RegistryErrorKind kind) => kind switch
    {
        RegistryErrorKind.NameResolutionFailed => true,
        RegistryErrorKind.ConnectionRefused => true,
        RegistryErrorKind.ConnectionFailed => true,
        RegistryErrorKind.Timeout => true,
        RegistryErrorKind.RateLimited => true,
        RegistryErrorKind.Unavailable => true,
        RegistryErrorKind.DigestMismatch => true,
        RegistryErrorKind.ManifestBlobUnknown => true,
        _ => false,
    };
}
