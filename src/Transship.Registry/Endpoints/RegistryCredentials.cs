namespace Transship.Registry.Endpoints;

/// <summary>Who we are at a registry: user and password, or an identity token that buys access tokens.</summary>
/// <param name="Username">The user, robot account or access key; may be empty with an identity token.</param>
/// <param name="Password">The password or token that goes with it.</param>
public sealed record RegistryCredentials(string Username, Secret Password)
{
    /// <summary>An OAuth2 refresh token, as <c>docker login</c> stores for some registries; wins over the password.</summary>
    public Secret IdentityToken { get; init; }
}
