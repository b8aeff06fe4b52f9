using Azure.Core;
using Azure.Identity;
using Transship.Registry.Auth;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;

namespace Transship.Providers.AzureAcr;

/// <summary>Who Azure says that this process is: environment, workload identity, managed identity, in the order of the official library.</summary>
internal static class AzureIdentity
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Asks the library; loaded only where an endpoint wants it.</summary>
    public static async Task<IssuedCredentials> IssueAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var credential = new DefaultAzureCredential(new DefaultAzureCredentialOptions
            {
                ExcludeAzureCliCredential = true,
                ExcludeAzureDeveloperCliCredential = true,
                ExcludeAzurePowerShellCredential = true,
                ExcludeVisualStudioCredential = true,
                ExcludeInteractiveBrowserCredential = true,
            });
            var token = await credential.GetTokenAsync(new TokenRequestContext(["https://containerregistry.azure.net/.default"]), cancellationToken).AsTask().WaitAsync(Timeout, time, cancellationToken);
            return new IssuedCredentials(new RegistryCredentials("", new Secret(token.Token)), token.ExpiresOn);
        }
        catch (Exception e) when (e is AuthenticationFailedException or TimeoutException)
        {
            throw new RegistryException(
                RegistryErrorKind.AuthenticationFailed,
                $"Azure gives this process no identity: {e.Message.Split('\n')[0].TrimEnd('\r', '.')}; give the pod a workload identity, or name a login in spec.credentials.secretRef.",
                e);
        }
    }
}
