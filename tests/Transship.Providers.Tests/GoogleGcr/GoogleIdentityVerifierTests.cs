using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Transship.Providers.GoogleGcr;
using Transship.Testing.Http;

namespace Transship.Providers.Tests.GoogleGcr;

public sealed class GoogleIdentityVerifierTests : IAsyncLifetime
{
    private const string Audience = "https://events.example.com";
    private const string Account = "events@my-project.iam.gserviceaccount.com";

    private readonly RSA _key = RSA.Create(2048);
    private ScriptedServer _google = null!;

    public async Task InitializeAsync()
    {
        var key = _key.ExportParameters(false);
        var keys = JsonSerializer.Serialize(new
        {
            keys = new[] { new { kty = "RSA", alg = "RS256", use = "sig", kid = "key-1", n = Base64Url.EncodeToString(key.Modulus!), e = Base64Url.EncodeToString(key.Exponent!) } },
        });
        _google = await ScriptedServer.StartAsync();
        _google.On("GET /certs", Answer.Json(keys), times: 10);
    }

    public async Task DisposeAsync()
    {
        await _google.DisposeAsync();
        _key.Dispose();
    }

    [Fact]
    public async Task IsGenuine_TokenOfTheSubscription_IsTrue() => Assert.True(await IsGenuineAsync(Token()));

    [Fact]
    public async Task IsGenuine_AnyOtherToken_IsFalse()
    {
        using var another = RSA.Create(2048);
        var tokens = new Dictionary<string, string>
        {
            ["another audience"] = Token(audience: "https://elsewhere.example.com"),
            ["another account"] = Token(email: "someone@my-project.iam.gserviceaccount.com"),
            ["an account that was not verified"] = Token(isVerified: false),
            ["another issuer"] = Token(issuer: "https://accounts.example.com"),
            ["expired"] = Token(expires: TimeSpan.FromHours(-1)),
            ["another key"] = Token(key: another),
            ["no signature"] = Token()[..^20],
            ["no token"] = "secret",
        };
        foreach (var (what, token) in tokens)
        {
            Assert.False(await IsGenuineAsync(token), what);
        }
    }

    private Task<bool> IsGenuineAsync(string token) =>
        new GoogleIdentityVerifier(new Uri(_google.Address, "/certs")).IsGenuineAsync(token, Audience, Account, CancellationToken.None);

    private string Token(
        string issuer = "https://accounts.google.com", string audience = Audience, string email = Account, bool isVerified = true, TimeSpan? expires = null, RSA? key = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var expiry = now + (expires ?? TimeSpan.FromHours(1));
        var head = Part(new { alg = "RS256", kid = "key-1", typ = "JWT" });
        var claims = Part(new
        {
            iss = issuer,
            aud = audience,
            email,
            email_verified = isVerified,
            sub = "113774264463038321964",
            azp = "113774264463038321964",
            iat = (expiry - TimeSpan.FromHours(1)).ToUnixTimeSeconds(),
            exp = expiry.ToUnixTimeSeconds(),
        });
        var signature = (key ?? _key).SignData(Encoding.ASCII.GetBytes($"{head}.{claims}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{head}.{claims}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
