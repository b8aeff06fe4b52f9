using Transship.Registry.Endpoints;

namespace Transship.Providers.AwsEcr;

/// <summary>An access key of AWS: the id is the user name, the secret the password, the session token of temporary keys the identity token.</summary>
internal static class AwsKeys
{
    public static RegistryCredentials Create(string id, Secret secret, Secret sessionToken) => new(id, secret) { IdentityToken = sessionToken };

    public static Secret SessionToken(RegistryCredentials keys) => keys.IdentityToken;

    /// <summary>Refuses what cannot be an access key, before anything is sent.</summary>
    /// <exception cref="DeclarationException">It is none.</exception>
    public static void Check(RegistryCredentials keys)
    {
        // Documented for IAM: 16 to 128 characters; all that AWS makes are upper case letters and digits.
        if (keys.Username.Length is < 16 or > 128 || !keys.Username.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)))
        {
            throw new DeclarationException(
                "The secret's username is no access key id of AWS, which looks like AKIAIOSFODNN7EXAMPLE: store the access key id as username and the secret access key as password. The user AWS of docker login is not meant.");
        }

        if (keys.Username.StartsWith("ASIA", StringComparison.Ordinal) && keys.IdentityToken.IsEmpty)
        {
            throw new DeclarationException("The secret's username is the id of a temporary access key of AWS: store its session token as sessionToken besides, or use a long-term key.");
        }

        if (keys.Password.IsEmpty)
        {
            throw new DeclarationException("The secret's password is empty: store the secret access key of AWS as password.");
        }
    }
}
