using Google.Apis.Auth;

namespace Transship.Providers.GoogleGcr;

/// <summary>Checks the identity tokens with which Pub/Sub signs its deliveries: OpenID Connect, against the keys that Google publishes.</summary>
/// <param name="keysUrl">Where the keys are, as a JSON Web Key Set; null for Google's own.</param>
public sealed class GoogleIdentityVerifier(Uri? keysUrl = null)
{
    private static readonly string[] Issuers = ["https://accounts.google.com", "accounts.google.com"];

    /// <summary>Whether a token is signed by Google, in time, for an audience, and made out to a service account.</summary>
    /// <param name="token">The token.</param>
    /// <param name="audience">The audience.</param>
    /// <param name="email">The service account.</param>
    /// <param name="cancellationToken">Ends the reading of the keys.</param>
    /// <exception cref="HttpRequestException">The keys cannot be read.</exception>
    public async Task<bool> IsGenuineAsync(string token, string audience, string email, CancellationToken cancellationToken)
    {
        var options = new SignedTokenVerificationOptions
        {
            CertificatesUrl = keysUrl?.ToString(),
            ExpiryClockTolerance = TimeSpan.FromSeconds(30),
            IssuedAtClockTolerance = TimeSpan.FromSeconds(30),
        };
        options.TrustedAudiences.Add(audience);
        Array.ForEach(Issuers, options.TrustedIssuers.Add);
        try
        {
            var payload = await JsonWebSignature.VerifySignedTokenAsync<GoogleJsonWebSignature.Payload>(token, options, cancellationToken);
            return payload.EmailVerified && string.Equals(payload.Email, email, StringComparison.OrdinalIgnoreCase);
        }
        catch (InvalidJwtException)
        {
            return false;
        }
    }
}
