using System.Net;

namespace Transship.Registry.Errors;

/// <summary>Turns an answer that is not a success into the error that it means.</summary>
internal static class StatusErrors
{
    public static RegistryException From(HttpStatusCode status, ErrorBody body, TimeSpan? retryAfter, string registry, string operation)
    {
        var kind = Kind(status, body);
        var detail = body.Message is { Length: > 0 } message ? $"{body.Code}: {message}" : body.Code ?? status.ToString();
        return new RegistryException(kind, $"{registry} answered {(int)status} to {operation} ({detail}){Advice(kind)}.")
        {
            StatusCode = (int)status,
            Code = body.Code,
            RetryAfter = retryAfter,
        };
    }

    private static RegistryErrorKind Kind(HttpStatusCode status, ErrorBody body) => KindOfFamily(body.Code ?? "") ?? (status, body.Code) switch
    {
        (HttpStatusCode.Unauthorized, _) => RegistryErrorKind.AuthenticationFailed,
        (HttpStatusCode.TooManyRequests, _) or (_, "TOOMANYREQUESTS" or "ThrottlingException" or "Throttling" or "Throttling.User" or "Throttling.Api" or "FlowLimitExceeded") => RegistryErrorKind.RateLimited,
        (_, "ExpiredTokenException" or "UnrecognizedClientException" or "InvalidSignatureException" or "InvalidClientTokenId" or "MissingAuthenticationTokenException")
            or (_, "InvalidAccessKeyId.NotFound" or "SignatureDoesNotMatch" or "InvalidSecurityToken.Expired" or "InvalidCredential") => RegistryErrorKind.AuthenticationFailed,
        (_, "AccessDeniedException") => RegistryErrorKind.PermissionDenied,
        (_, "RepositoryNotFoundException" or "ImageNotFoundException") => RegistryErrorKind.NotFound,
        (_, "MANIFEST_BLOB_UNKNOWN") => RegistryErrorKind.ManifestBlobUnknown, // quirk 35
        (_, "ImageTagAlreadyExistsException" or "TAG_IMMUTABLE") => RegistryErrorKind.PolicyRefused, // quirk 8
        (_, "TAG_INVALID") when body.Message?.Contains("immutable", StringComparison.OrdinalIgnoreCase) is true => RegistryErrorKind.PolicyRefused, // quirk 8: ECR's registry API
        (HttpStatusCode.PreconditionFailed, _) => RegistryErrorKind.PolicyRefused, // quirk 20
        (HttpStatusCode.Forbidden, _) when body.Message?.Contains("rate limit", StringComparison.OrdinalIgnoreCase) is true => RegistryErrorKind.RateLimited, // GitHub's API
        (HttpStatusCode.Forbidden, _) => RegistryErrorKind.PermissionDenied,
        (HttpStatusCode.NotFound, _) => RegistryErrorKind.NotFound,
        (HttpStatusCode.MethodNotAllowed, _) or (_, "UNSUPPORTED") => RegistryErrorKind.Unsupported,
        (HttpStatusCode.RequestEntityTooLarge, _) => RegistryErrorKind.TooLarge, // quirk 36
        (HttpStatusCode.RequestTimeout, _) => RegistryErrorKind.Timeout,
        (_, "DIGEST_INVALID" or "SIZE_INVALID") => RegistryErrorKind.DigestMismatch,
        (_, "MANIFEST_INVALID" or "MANIFEST_UNVERIFIED") => RegistryErrorKind.ManifestInvalid,
        ( >= HttpStatusCode.InternalServerError, _) => RegistryErrorKind.Unavailable,
        _ => RegistryErrorKind.ProtocolError,
    };

    /// <summary>Tencent Cloud groups its codes by what comes before the dot, and sends them with status 200.</summary>
    private static RegistryErrorKind? KindOfFamily(string code) => code.Split('.')[0] switch
    {
        "AuthFailure" when code.EndsWith(".UnauthorizedOperation", StringComparison.Ordinal) => RegistryErrorKind.PermissionDenied,
        "AuthFailure" => RegistryErrorKind.AuthenticationFailed,
        "UnauthorizedOperation" => RegistryErrorKind.PermissionDenied,
        "RequestLimitExceeded" => RegistryErrorKind.RateLimited,
        "ResourceNotFound" => RegistryErrorKind.NotFound,
        "InternalError" => RegistryErrorKind.Unavailable,
        _ => null,
    };

    private static string Advice(RegistryErrorKind kind) => kind switch
    {
        RegistryErrorKind.AuthenticationFailed => "; check the username and password",
        RegistryErrorKind.PermissionDenied => "; give the account the right to do this",
        RegistryErrorKind.PolicyRefused => "; a policy of the registry, such as immutable tags or a limit of vulnerabilities, forbids it",
        RegistryErrorKind.RateLimited => "; too many requests, it is tried again later",
        _ => "",
    };
}
