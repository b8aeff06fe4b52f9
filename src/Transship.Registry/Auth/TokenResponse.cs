using System.Text.Json.Serialization;
using Transship.Registry.Endpoints;

namespace Transship.Registry.Auth;

/// <summary>The answer of a token server, by the token spec or by OAuth2. quirk 13</summary>
internal sealed record TokenResponse
{
    [JsonPropertyName("token")]
    public Secret Token { get; init; }

    [JsonPropertyName("access_token")]
    public Secret AccessToken { get; init; }

    [JsonPropertyName("expires_in")]
    public double? ExpiresIn { get; init; }
}

[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowReadingFromString, Converters = [typeof(SecretJsonConverter)])]
[JsonSerializable(typeof(TokenResponse))]
internal sealed partial class AuthJson : JsonSerializerContext;
