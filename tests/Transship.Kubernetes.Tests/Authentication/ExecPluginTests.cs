using System.Text.Json.Nodes;
using Transship.Kubernetes.Authentication;
using Transship.Kubernetes.Configuration;
using Transship.Testing.Files;
using Transship.Testing.Time;

namespace Transship.Kubernetes.Tests.Authentication;

public sealed class ExecPluginTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task GetAsync_UntilThirtySecondsBeforeExpiry_RunsOnce()
    {
        using var plugin = Plugin($$$"""
            echo x >> {{{_folder.Path}}}/runs
            n=$(wc -l < {{{_folder.Path}}}/runs)
            echo '{"kind":"ExecCredential","status":{"token":"t'$n'","expirationTimestamp":"2026-01-01T00:10:00Z"}}'
            """);

        Assert.Equal("t1", await TokenAsync(plugin));
        _clock.Advance(TimeSpan.FromSeconds((10 * 60) - 31));
        Assert.Equal("t1", await TokenAsync(plugin));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("t2", await TokenAsync(plugin));
    }

    [Fact]
    public async Task Invalidate_RefusedToken_RunsAgain()
    {
        using var plugin = Plugin($$$"""
            echo x >> {{{_folder.Path}}}/runs
            echo '{"status":{"token":"t'$(wc -l < {{{_folder.Path}}}/runs)'"}}'
            """);
        var refused = await plugin.GetAsync(CancellationToken.None);

        plugin.Invalidate(refused);
        Assert.Equal("t2", await TokenAsync(plugin));

        plugin.Invalidate(refused);
        Assert.Equal("t2", await TokenAsync(plugin));
    }

    [Fact]
    public async Task GetAsync_SeveralAtOnce_RunOnce()
    {
        using var plugin = Plugin($$$"""
            echo x >> {{{_folder.Path}}}/runs
            echo '{"status":{"token":"t"}}'
            """);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TokenAsync(plugin)));

        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "runs")));
    }

    [Fact]
    public async Task GetAsync_Plugin_IsToldVersionClusterAndEnvironment()
    {
        var options = Options("echo \"{\\\"status\\\":{\\\"token\\\":\\\"$GREETING-$1\\\"}}\"; echo \"$KUBERNETES_EXEC_INFO\" > \"$OUT\"") with
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["GREETING"] = "hello", ["OUT"] = Path.Combine(_folder.Path, "info") },
            Cluster = new JsonObject { ["server"] = "https://h" },
        };
        options = options with { Arguments = [.. options.Arguments, "world"] };
        using var plugin = new ExecPlugin(options, _clock);

        Assert.Equal("hello-world", await TokenAsync(plugin));
        Assert.Equal(
            """{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"interactive":false,"cluster":{"server":"https://h"}}}""",
            (await File.ReadAllTextAsync(Path.Combine(_folder.Path, "info"))).Trim());
    }

    [Fact]
    public async Task GetAsync_ClientCertificate_IsHandedOn()
    {
        using var plugin = Plugin("""echo '{"status":{"clientCertificateData":"CERT","clientKeyData":"KEY"}}'""");

        var credential = await plugin.GetAsync(CancellationToken.None);

        Assert.Null(credential.Authorization);
        Assert.Equal(new ClientCertificatePem("CERT", "KEY"), credential.ClientCertificate);
    }

    [Theory]
    [InlineData("echo 'log in first' >&2; exit 3", "it ended with code 3: log in first.")]
    [InlineData("echo hello", "its answer is no ExecCredential in JSON.")]
    [InlineData("echo '{\"status\":{}}'", "its answer has neither a token nor a client certificate.")]
    public async Task GetAsync_PluginFails_SaysWhy(string script, string why)
    {
        using var plugin = Plugin(script);

        var thrown = await Assert.ThrowsAsync<KubernetesConfigException>(() => TokenAsync(plugin));

        Assert.Equal($"The credential plugin /bin/sh of the kubeconfig failed: {why}", thrown.Message);
    }

    [Fact]
    public async Task GetAsync_PluginMissing_GivesTheInstallHint()
    {
        using var plugin = new ExecPlugin(
            new ExecPluginOptions("client.authentication.k8s.io/v1", "/nowhere/plugin") { InstallHint = "Install it from example.org" }, _clock);

        var thrown = await Assert.ThrowsAsync<KubernetesConfigException>(() => TokenAsync(plugin));

        Assert.EndsWith("Install it from example.org.", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAsync_PluginHangs_IsStoppedAfterTwoMinutes()
    {
        using var plugin = Plugin("exec sleep 600");

        var token = TokenAsync(plugin);
        await _clock.WhenWaitingAsync(TimeSpan.FromMinutes(2));
        _clock.Advance(TimeSpan.FromMinutes(2));

        var thrown = await Assert.ThrowsAsync<KubernetesConfigException>(() => token);
        Assert.Contains("it gave no answer within 120 s", thrown.Message, StringComparison.Ordinal);
    }

    private ExecPlugin Plugin(string script) => new(Options(script), _clock);

    private static ExecPluginOptions Options(string script) =>
        new("client.authentication.k8s.io/v1", "/bin/sh") { Arguments = ["-c", script, "plugin"] };

    private static async Task<string?> TokenAsync(ExecPlugin plugin) => (await plugin.GetAsync(CancellationToken.None)).Authorization?.Parameter;
}
