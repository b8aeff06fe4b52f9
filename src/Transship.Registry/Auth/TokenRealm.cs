namespace Transship.Registry.Auth;

/// <summary>Where a registry is known to give tokens, so that its challenge need not be asked for first.</summary>
/// <param name="Realm">The token server.</param>
/// <param name="Service">The service to ask it for.</param>
public sealed record TokenRealm(Uri Realm, string Service);
