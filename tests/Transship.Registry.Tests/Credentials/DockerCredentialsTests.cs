using Transship.Registry.Credentials;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Registry.References;

namespace Transship.Registry.Tests.Credentials;

public sealed class DockerCredentialsTests : IDisposable
{
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");
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

    [Theory]
    [InlineData("""{"credHelpers":{"ghcr.io":"HELPER"}}""", "ghcr.io/a/b", "ghcr.io")]
    [InlineData("""{"credHelpers":{"docker.io":"HELPER"}}""", "alpine", "docker.io")]
    [InlineData("""{"credHelpers":{"https://index.docker.io/v1/":"HELPER"}}""", "alpine", "https://index.docker.io/v1/")]
    [InlineData("""{"credsStore":"HELPER"}""", "localhost:5000/a", "localhost:5000")]
    [InlineData("""{"credsStore":"HELPER","auths":{"https://index.docker.io/v1/":{}}}""", "alpine", "https://index.docker.io/v1/")]
    [InlineData("""{"credsStore":"none","credHelpers":{"ghcr.io":"HELPER"}}""", "ghcr.io/a", "ghcr.io")]
    public async Task FindAsync_Helper_IsAskedForTheRegistryByTheNameItIsKeptUnder(string json, string image, string server)
    {
        var helper = Helper("""read -r server; [ "$1" = get ] && printf '{"ServerURL":"%s","Username":"%s","Secret":"s3:cret"}' "$server" "$server" """);

        var found = await FindAsync(json.Replace("HELPER", helper, StringComparison.Ordinal), image);

        Assert.Equal((server, "s3:cret"), (found?.Username, found?.Password.Reveal()));
    }

    [Fact]
    public async Task FindAsync_HelperKeepsAToken_IsAnIdentityToken()
    {
        var found = await FindAsync(HelperOf("x.azurecr.io", Helper("""printf '{"Username":"<token>","Secret":"refresh"}' """)), "x.azurecr.io/a");

        Assert.Equal(("", "refresh"), (found?.Username, found?.IdentityToken.Reveal()));
    }

    [Fact]
    public async Task FindAsync_HelperReadsNoQuestion_ItsAnswerCounts()
    {
        var found = await FindAsync(HelperOf("ghcr.io", Helper("""exec 0<&-; printf '{"Username":"u","Secret":"p"}' """)), "ghcr.io/a");

        Assert.Equal("u", found?.Username);
    }

    [Fact]
    public async Task FindAsync_HelperKnowsNone_IsAnonymous() =>
        Assert.Null(await FindAsync($$"""{"credsStore":"{{Helper("echo 'credentials not found in native keychain'; exit 1")}}"}""", "ghcr.io/a"));

    [Theory]
    [InlineData("echo 'the keychain is locked'; exit 1", "the keychain is locked")]
    [InlineData("echo hello", "not JSON")]
    public async Task FindAsync_HelperFails_SaysWhichAndWhy(string script, string reason)
    {
        var helper = Helper(script);

        var error = await Assert.ThrowsAsync<RegistryException>(() => FindAsync(HelperOf("ghcr.io", helper), "ghcr.io/a"));

        Assert.Equal(RegistryErrorKind.AuthenticationFailed, error.Kind);
        Assert.Contains($"docker-credential-{helper}", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../bin/sh")]
    [InlineData("a b")]
    public async Task FindAsync_HelperIsNoName_IsNotRun(string helper)
    {
        var error = await Assert.ThrowsAsync<RegistryException>(() => FindAsync(HelperOf("ghcr.io", helper), "ghcr.io/a"));

        Assert.Contains("not the name of a credential helper", error.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        Directory.Delete(_folder, recursive: true);
    }

    private static Task<RegistryCredentials?> FindAsync(string json, string image) =>
        DockerCredentials.Parse(json).FindAsync(ImageReference.Parse(image), CancellationToken.None);

    private static string HelperOf(string registry, string helper) => $$"""{"credHelpers": {"{{registry}}": "{{helper}}"} }""";

    /// <summary>Puts a helper of a name of its own where programs are found; returns the name.</summary>
    private string Helper(string script)
    {
        var name = Path.GetFileName(_folder).ToLowerInvariant();
        var path = Path.Combine(_folder, "docker-credential-" + name);
        File.WriteAllText(path, "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Environment.SetEnvironmentVariable("PATH", $"{_folder}:{_path}");
        return name;
    }
}
