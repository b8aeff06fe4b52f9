using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Endpoints;

namespace Transship.Providers.AwsEcr;

/// <summary>Signs every request to AWS.</summary>
internal sealed class AwsAuthorizer(CredentialSource keys, string region, string service, TimeProvider time) : IApiAuthorizer
{
    private volatile RegistryCredentials? _used;

    public async ValueTask AuthorizeAsync(HttpRequestMessage message, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (await keys.GetAsync(cancellationToken) is { } key)
        {
            _used = key;
            AwsSignature.Sign(message, body.Span, key, region, service, time.GetUtcNow());
        }
    }

    public bool Renew() => _used is { } used && keys.Reject(used);
}
