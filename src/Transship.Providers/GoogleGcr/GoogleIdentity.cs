using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using Transship.Registry.Auth;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;

namespace Transship.Providers.GoogleGcr;

/// <summary>Who Google says that this process is: the application default credentials, from workload identity to the metadata server.</summary>
internal static class GoogleIdentity
{
    // The library renews tokens some minutes before they end, and hands out what it holds; so short a life of our copy makes us ask it often.
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Asks the library; loaded only where an endpoint wants it.</summary>
    public static async Task<IssuedCredentials> IssueAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var credential = (await GoogleCredential.GetApplicationDefaultAsync(cancellationToken).WaitAsync(Timeout, time, cancellationToken)).CreateScoped("https://www.googleapis.com/auth/cloud-platform");
            var token = await ((ITokenAccess)credential).GetAccessTokenForRequestAsync(cancellationToken: cancellationToken).WaitAsync(Timeout, time, cancellationToken);
            return new IssuedCredentials(new RegistryCredentials("oauth2accesstoken", new Secret(token)), time.GetUtcNow() + Life);
        }
        catch (Exception e) when (e is InvalidOperationException or TokenResponseException or TimeoutException or HttpRequestException)
        {
            throw new RegistryException(
                RegistryErrorKind.AuthenticationFailed,
                $"Google gives this process no identity: {e.Message.Split('\n')[0].TrimEnd('\r', '.')}; bind the service account by workload identity, or name a JSON key in spec.credentials.secretRef.",
                e);
        }
    }
}
