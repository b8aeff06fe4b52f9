using Transship.Registry.Endpoints;

namespace Transship.Registry.Auth;

/// <summary>Credentials that a service handed out for a while.</summary>
/// <param name="Credentials">Who we are until then.</param>
/// <param name="ExpiresAt">When they end, by our clock; they are renewed at 80 % of their life.</param>
public sealed record IssuedCredentials(RegistryCredentials Credentials, DateTimeOffset ExpiresAt);
