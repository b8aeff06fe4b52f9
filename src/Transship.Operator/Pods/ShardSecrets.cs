using Transship.Api.Endpoints;

namespace Transship.Operator.Pods;

/// <summary>The secrets that a shard needs: those that its endpoints name, and no others.</summary>
internal static class ShardSecrets
{
    /// <summary>Their names, each once, in a fixed order.</summary>
    public static IReadOnlyList<string> Of(Shard shard) =>
        [.. shard.Endpoints.Values.SelectMany(NamesOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> NamesOf(EndpointSpec endpoint) => new[]
    {
        endpoint.Credentials?.SecretRef?.Name, endpoint.Tls?.CaSecretRef?.Name, endpoint.Tls?.ClientCertSecretRef?.Name,
    }.OfType<string>();
}
