using Transship.Registry.Apis;
using Transship.Registry.Endpoints;

namespace Transship.Providers.HelmHub;

/// <summary>An API key of Artifact Hub.</summary>
internal sealed class HelmHubKey(RegistryCredentials key) : IApiAuthorizer
{
    public ValueTask AuthorizeAsync(HttpRequestMessage message, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        message.Headers.Add("X-API-KEY-ID", key.Username);
        message.Headers.Add("X-API-KEY-SECRET", key.Password.Reveal());
        return ValueTask.CompletedTask;
    }
}
