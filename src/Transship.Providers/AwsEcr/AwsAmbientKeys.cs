using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.RuntimeDependencies;
using Amazon.SecurityToken;
using Transship.Registry.Auth;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;

namespace Transship.Providers.AwsEcr;

/// <summary>The keys that AWS gives this process: environment, web identity (IRSA), pod identity, container and instance roles, in the order of the official SDK.</summary>
internal static class AwsAmbientKeys
{
    // The SDK renews keys by itself before they end; so short a life of our own copy makes us ask it often.
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    // The SDK loads its client of STS, which web identities need, by name: what is compiled ahead has to hand it over.
    static AwsAmbientKeys()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            GlobalRuntimeDependencyRegistry.Instance.RegisterSecurityTokenServiceClient(context => CreateTokenService(context.SecurityTokenServiceClientContextData));
        }
    }

    /// <summary>Asks the SDK; loaded only where an endpoint wants it.</summary>
    public static async Task<IssuedCredentials> IssueAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var chain = await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync().WaitAsync(Timeout, time, cancellationToken);
            var keys = await chain.GetCredentialsAsync().WaitAsync(Timeout, time, cancellationToken);
            return new IssuedCredentials(AwsKeys.Create(keys.AccessKey, new Secret(keys.SecretKey), new Secret(keys.Token ?? "")), time.GetUtcNow() + Life);
        }
        catch (Exception e) when (e is AmazonClientException or TimeoutException or HttpRequestException)
        {
            throw new RegistryException(
                RegistryErrorKind.AuthenticationFailed,
                $"AWS gives this process no identity: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}; annotate the service account with a role (IRSA or pod identity), or name an access key in spec.credentials.secretRef.",
                e);
        }
    }

    /// <summary>A web identity signs no request; a role that a profile names is assumed with the keys of the chain.</summary>
    private static AmazonSecurityTokenServiceClient CreateTokenService(SecurityTokenServiceClientContext context)
    {
        var settings = new AmazonSecurityTokenServiceConfig { RegionEndpoint = context.Region };
        return context.Action == SecurityTokenServiceClientContext.ActionContext.AssumeRoleAWSCredentials
            ? new AmazonSecurityTokenServiceClient(settings)
            : new AmazonSecurityTokenServiceClient(new AnonymousAWSCredentials(), settings);
    }
}
