using Transship.Registry.Endpoints;

namespace Transship.Providers;

/// <summary>The form of logins that have a user and a password.</summary>
internal static class LoginForm
{
    /// <summary>Refuses half a login, before anything is sent. A token that <c>docker login</c> stored needs no user.</summary>
    /// <param name="login">The login; null for none.</param>
    /// <param name="product">The product, in words.</param>
    /// <param name="expected">What to store, as in <c>a user as username and an access token as password</c>.</param>
    /// <exception cref="DeclarationException">User or password is empty.</exception>
    public static void Check(RegistryCredentials? login, string product, string expected)
    {
        if (login is { IdentityToken.IsEmpty: true } && (login.Username.Length == 0 || login.Password.IsEmpty))
        {
            throw new DeclarationException($"The secret is no login of {product}, its username or password is empty: store {expected}.");
        }
    }
}
