namespace Transship.Registry.Clients;

/// <summary>What a registry says of itself when asked for <c>/v2/</c>.</summary>
/// <param name="ApiVersion">The Docker-Distribution-Api-Version header, null where it is missing.</param>
/// <param name="Server">The Server header, null where it is missing.</param>
/// <param name="Latency">How long the answer took.</param>
public sealed record PingResult(string? ApiVersion, string? Server, TimeSpan Latency);
