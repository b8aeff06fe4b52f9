using System.Text;
using System.Text.Json;
using Transship.Api;
using Transship.Kubernetes.Models;
using Transship.Registry.Endpoints;

namespace Transship.Operator.Endpoints;

/// <summary>Reads a login from a secret of type basic-auth or dockerconfigjson.</summary>
internal static class SecretCredentials
{
    private const string DockerConfigKey = ".dockerconfigjson";

    /// <summary>The login that a secret holds for a registry.</summary>
    /// <exception cref="ReasonedException">The secret holds none.</exception>
    public static RegistryCredentials Read(V1Secret secret, Uri url)
    {
        var data = secret.Data ?? new Dictionary<string, byte[]>();
        if (data.TryGetValue("username", out var username) && data.TryGetValue("password", out var password))
        {
            // Temporary keys of clouds have a third part.
            var session = data.TryGetValue("sessionToken", out var token) ? new Secret(Text(token)) : default;
            return new RegistryCredentials(Text(username), new Secret(Text(password))) { IdentityToken = session };
        }

        if (data.TryGetValue("token", out var identity))
        {
            return new RegistryCredentials("", default) { IdentityToken = new Secret(Text(identity)) };
        }

        return data.TryGetValue(DockerConfigKey, out var config)
            ? FromDockerConfig(secret, config, url)
            : throw Invalid(secret, $"it has neither 'username' and 'password' nor 'token' nor '{DockerConfigKey}'");
    }

    private static RegistryCredentials FromDockerConfig(V1Secret secret, byte[] config, Uri url)
    {
        try
        {
            using var document = JsonDocument.Parse(config);
            if (document.RootElement.TryGetProperty("auths", out var auths) && auths.ValueKind == JsonValueKind.Object)
            {
                foreach (var entry in auths.EnumerateObject())
                {
                    if (IsFor(entry.Name, url) && FromEntry(entry.Value) is { } credentials)
                    {
                        return credentials;
                    }
                }
            }
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw Invalid(secret, $"'{DockerConfigKey}' is no docker configuration");
        }

        throw Invalid(secret, $"'{DockerConfigKey}' has no login for {url.Authority}");
    }

    /// <summary>Entries are written with and without scheme and path. All names of Docker Hub mean the same registry.</summary>
    private static bool IsFor(string entry, Uri url)
    {
        var bare = entry.Contains("://", StringComparison.Ordinal) ? entry[(entry.IndexOf("://", StringComparison.Ordinal) + 3)..] : entry;
        return Uri.TryCreate($"{url.Scheme}://{bare.Split('/', 2)[0]}", UriKind.Absolute, out var host)
            && new RegistryEndpoint(host).ApiBase.Authority == new RegistryEndpoint(url).ApiBase.Authority;
    }

    private static RegistryCredentials? FromEntry(JsonElement entry)
    {
        var token = new Secret(Value(entry, "identitytoken"));
        if (Value(entry, "auth") is { Length: > 0 } encoded)
        {
            var parts = Text(Convert.FromBase64String(encoded)).Split(':', 2);
            return parts.Length == 2 ? new RegistryCredentials(parts[0], new Secret(parts[1])) { IdentityToken = token } : null;
        }

        var (user, password) = (Value(entry, "username"), Value(entry, "password"));
        return user.Length + password.Length > 0 || !token.IsEmpty ? new RegistryCredentials(user, new Secret(password)) { IdentityToken = token } : null;
    }

    private static string Value(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes).TrimEnd('\n', '\r');

    private static ReasonedException Invalid(V1Secret secret, string why) => new(
        ConditionReasons.SecretInvalid,
        $"Secret '{secret.Metadata.Name}' cannot be used for the login: {why}. Make one with: kubectl create secret generic {secret.Metadata.Name} --type=kubernetes.io/basic-auth --from-literal=username=… --from-literal=password=…");
}
