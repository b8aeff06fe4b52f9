using System.Text.Json.Serialization;
using Transship.Registry.Endpoints;

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
    public Secret Auth { get; init; }

    [JsonPropertyName("username")]
    public string? Username { get; init; }

    [JsonPropertyName("password")]
    public Secret Password { get; init; }

    [JsonPropertyName("identitytoken")]
    public Secret IdentityToken { get; init; }
}

/// <summary>What a credential helper prints.</summary>
internal sealed record CredentialAnswer
{
    [JsonPropertyName("Username")]
    public string? Username { get; init; }

    [JsonPropertyName("Secret")]
    public Secret Secret { get; init; }
}

[JsonSourceGenerationOptions(Converters = [typeof(SecretJsonConverter)])]
[JsonSerializable(typeof(DockerConfigFile))]
[JsonSerializable(typeof(CredentialAnswer))]
internal sealed partial class CredentialsJson : JsonSerializerContext;
