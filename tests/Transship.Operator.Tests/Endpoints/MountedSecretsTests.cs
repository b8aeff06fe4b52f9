using System.Text;
using Transship.Operator.Endpoints;
using Transship.Testing.Files;

namespace Transship.Operator.Tests.Endpoints;

public sealed class MountedSecretsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ReadAsync_AMountAsTheNodeMakesIt_HasItsKeysOnly()
    {
        var data = Path.GetDirectoryName(_folder.Write("login/..2026/username", "robot"))!;
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "login", "..data"), data);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "login", "username"), Path.Combine("..data", "username"));

        var secret = await ReadAsync("login");

        Assert.Equal("robot", Encoding.UTF8.GetString(Assert.Single(secret!.Data!).Value));
    }

    [Fact]
    public async Task ReadAsync_AfterARotation_HasTheNewValue()
    {
        _folder.Write("login/password", "old");
        await ReadAsync("login");
        _folder.Write("login/password", "new");

        Assert.Equal("new", Encoding.UTF8.GetString((await ReadAsync("login"))!.Data!["password"]));
    }

    [Fact]
    public async Task ReadAsync_AnEmptyMount_IsNoSecret()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "missing"));

        Assert.Null(await ReadAsync("missing"));
        Assert.Null(await ReadAsync("never-mounted"));
    }

    private Task<Transship.Kubernetes.Models.V1Secret?> ReadAsync(string name) => new MountedSecrets(_folder.Path).ReadAsync(name, "default", CancellationToken.None);
}
