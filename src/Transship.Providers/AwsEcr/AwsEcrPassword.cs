using System.Text;
using Transship.Registry.Auth;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;

namespace Transship.Providers.AwsEcr;

/// <summary>The password of the registry that keys of AWS buy for twelve hours (GetAuthorizationToken).</summary>
internal static class AwsEcrPassword
{
    public static async Task<IssuedCredentials> IssueAsync(AwsEcrApi api, AwsEcrAddress address, CancellationToken cancellationToken)
    {
        const string action = "GetAuthorizationToken", operation = "get a password for the registry";
        var request = new EcrTokenRequest(address.Account is { } account ? [account] : null);
        var token = address.IsPublic
            ? (await api.CallAsync(action, request, AwsEcrJson.Default.EcrTokenRequest, AwsEcrJson.Default.EcrPublicTokenAnswer, operation, cancellationToken)).AuthorizationData
            : (await api.CallAsync(action, request, AwsEcrJson.Default.EcrTokenRequest, AwsEcrJson.Default.EcrTokenAnswer, operation, cancellationToken)).AuthorizationData is [var first, ..] ? first : null;
        if (token is null || Decode(token.AuthorizationToken.Reveal()).Split(':', 2) is not [var user, var password])
        {
            throw new RegistryException(RegistryErrorKind.ProtocolError, "Amazon ECR answered the request to get a password for the registry without one.");
        }

        return new IssuedCredentials(new RegistryCredentials(user, new Secret(password)), DateTimeOffset.UnixEpoch.AddSeconds(token.ExpiresAt));
    }

    private static string Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }
}
