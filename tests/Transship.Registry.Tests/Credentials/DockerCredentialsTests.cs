using Transship.Registry.Credentials;
using Transship.Registry.Errors;
using Transship.Registry.References;

namespace Transship.Registry.Tests.Credentials;

public sealed class DockerCredentialsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dockerconfig").FullName;

    [Theory]
    [InlineData("""{"auths":{"ghcr.io":{"auth":"dTpw"}}}""", "ghcr.io/a/b", "u", "p")]
    [InlineData("""{"auths":{"https://ghcr.io/v2/":{"auth":"dTpw"}}}""", "ghcr.io/a/b", "u", "p")]
    [InlineData("""{"auths":{"https://index.docker.io/v1/":{"username":"x","password":"y:z"}}}""", "alpine", "x", "y:z")]
    [InlineData("""{"auths":{"docker.io":{"auth":"dTpw"}}}""", "alpine", "u", "p")]
    [InlineData("""{"auths":{"quay.io":{"auth":"dTpw"},"quay.io/team":{"username":"t","password":"q"}}}""", "quay.io/team/app", "t", "q")]
    [InlineData("""{"auths":{"localhost:5000":{"auth":"dTpw"}}}""", "localhost:5000/app", "u", "p")]
    public async Task FindAsync_KeptInTheFile_IsFound(string json, string image, string user, string password)
    {
        var found = await DockerCredentials.Parse(json).FindAsync(ImageReference.Parse(image), CancellationToken.None);

        Assert.Equal((user, password), (found?.Username, found?.Password.Reveal()));
    }

    [Theory]
    [InlineData("""{"auths":{"ghcr.io":{"auth":"dTpw"}}}""", "quay.io/a")]
    [InlineData("""{"auths":{"ghcr.io":{}}}""", "ghcr.io/a")]
    [InlineData("{}", "ghcr.io/a")]
    public async Task FindAsync_NotKept_IsNull(string json, string image) =>
        Assert.Null(await DockerCredentials.Parse(json).FindAsync(ImageReference.Parse(image), CancellationToken.None));

    [Fact]
    public async Task FindAsync_IdentityToken_IsTaken()
    {
        var found = await DockerCredentials.Parse("""{"auths":{"x.azurecr.io":{"auth":"MDAwOg==","identitytoken":"refresh"}}}""").FindAsync(ImageReference.Parse("x.azurecr.io/a"), CancellationToken.None);

        Assert.Equal("refresh", found?.IdentityToken.Reveal());
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"auths":[]}""")]
    public void Parse_Malformed_IsSaidSoWithoutItsContent(string json)
    {
        var error = Assert.Throws<RegistryException>(() => DockerCredentials.Parse(json));

        Assert.DoesNotContain(json, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_FilesOfPodmanAndDocker_AreAskedInOrder()
    {
        var docker = Directory.CreateDirectory(Path.Combine(_folder, ".docker")).FullName;
        await File.WriteAllTextAsync(Path.Combine(docker, "config.json"), """{"auths":{"a.example":{"auth":"dTpw"},"b.example":{"auth":"dTpw"}}}""");
        var podman = Path.Combine(_folder, "auth.json");
        await File.WriteAllTextAsync(podman, """{"auths":{"a.example":{"username":"podman","password":"x"}}}""");
        var credentials = DockerCredentials.Load(name => name switch { "HOME" => _folder, "REGISTRY_AUTH_FILE" => podman, _ => null });

        Assert.Equal("podman", (await credentials.FindAsync(ImageReference.Parse("a.example/x"), CancellationToken.None))?.Username);
        Assert.Equal("u", (await credentials.FindAsync(ImageReference.Parse("b.example/x"), CancellationToken.None))?.Username);
    }

    [Fact]
    public async Task FindAsync_HelperIsMissing_SaysWhichOne()
    {
        var credentials = DockerCredentials.Parse("""{"credHelpers":{"ghcr.io":"no-such-helper"}}""");

        var error = await Assert.ThrowsAsync<RegistryException>(() => credentials.FindAsync(ImageReference.Parse("ghcr.io/a"), CancellationToken.None));

        Assert.Contains("docker-credential-no-such-helper", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
