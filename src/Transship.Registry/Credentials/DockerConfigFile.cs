using System.Text.Json.Serialization;

namespace Transship.Registry.Credentials;

/// <summary>Docker's config.json and podman's auth.json, as far as they are about credentials.</summary>
internal sealed record DockerConfigFile
{
    [JsonPropertyName("auths")]
    public IReadOnlyDictionary<string, DockerAuth?>? Auths { get; init; }

    [JsonPropertyName("credHelpers")]
    public IReadOnlyDictionary<string, string>? CredentialHelpers { get; init; }

    [JsonPropertyName("credsStore")]
    public string? CredentialStore { get; init; }
}

internal sealed record DockerAuth
{
    [JsonPropertyName("auth")]
    public string? Auth { get; init; }

    [JsonPropertyName("username")]
    public string? Username { get; init; }

    [JsonPropertyName("password")]
    public string? Password { get; init; }

    [JsonPropertyName("identitytoken")]
    public string? IdentityToken { get; init; }
}

/// <summary>What a credential helper prints.</summary>
internal sealed record HelperAnswer
{
    [JsonPropertyName("Username")]
    public string? Username { get; init; }

    [JsonPropertyName("Secret")]
    public string? Secret { get; init; }
}

[JsonSerializable(typeof(DockerConfigFile))]
[JsonSerializable(typeof(HelperAnswer))]
internal sealed partial class CredentialsJson : JsonSerializerContext;
