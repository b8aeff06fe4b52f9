using System.Reflection;
using System.Text.Json;
using Transship.Providers.DockerHub;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;

namespace Transship.Providers.Tests;

public sealed class SecretsTests
{
    // What tells where the next page begins is called a token too.
    private static readonly string[] NoSecrets = ["NextToken"];

    private static readonly string[] Words = ["token", "password", "secret", "privatekey", "clientkey"];

    [Fact]
    public void Properties_NamedLikeSecrets_AreNoStrings()
    {
        var strings = new[] { typeof(IRegistry).Assembly, typeof(RegistryClient).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(property => property.PropertyType == typeof(string) && !NoSecrets.Contains(property.Name) && Words.Any(word => property.Name.Contains(word, StringComparison.OrdinalIgnoreCase)))
            .Where(property => !property.Name.EndsWith("TokenType", StringComparison.Ordinal))
            .Select(property => $"{property.DeclaringType!.FullName}.{property.Name}");

        Assert.Empty(strings);
    }

    [Fact]
    public void ToString_OfAnAnswerWithASecret_DoesNotPrintIt()
    {
        var answer = JsonSerializer.Deserialize("""{"access_token":"hunter2"}""", DockerHubJson.Default.DockerHubToken)!;
        Assert.Equal("hunter2", answer.AccessToken.Reveal());
        Assert.DoesNotContain("hunter2", answer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Serialize_SecretByAnybodyElse_DoesNotWriteIt() =>
        Assert.DoesNotContain("hunter2", JsonSerializer.Serialize(new RegistryCredentials("robot", new Secret("hunter2"))), StringComparison.Ordinal);
}
