using System.Text;
using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Endpoints;

namespace Transship.Providers.AzureAcr;

/// <summary>Exchanges a token of Microsoft Entra for a refresh token of the registry (<c>POST /oauth2/exchange</c>), which buys access tokens. quirk 15</summary>
internal sealed class AzureAcrExchange(ApiClient registry, string host, CredentialSource identity, TimeProvider time)
{
    // The refresh token lives three hours; it says so itself, but only to whom it is meant for.
    private static readonly TimeSpan Life = TimeSpan.FromHours(3);

    public async Task<IssuedCredentials> IssueAsync(CancellationToken cancellationToken)
    {
        var token = await identity.GetAsync(cancellationToken);
        var body = $"grant_type=access_token&service={Uri.EscapeDataString(host)}&access_token={Uri.EscapeDataString(token!.Password.Reveal())}";
        var answer = await registry.SendAsync(
            new ApiRequest(HttpMethod.Post, "oauth2/exchange", "exchange the identity of this process for a token of the registry")
            {
                Body = Encoding.UTF8.GetBytes(body),
                ContentType = "application/x-www-form-urlencoded",
            },
            cancellationToken);
        var refresh = answer.Read(AzureAcrJson.Default.AcrRefreshToken).RefreshToken;
        return new IssuedCredentials(new RegistryCredentials("", default) { IdentityToken = refresh }, time.GetUtcNow() + Life);
    }
}
