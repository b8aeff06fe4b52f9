using Transship.Embedded;
using Transship.Testing.Certificates;
using Transship.Testing.Files;
using Transship.Testing.Http;
using Transship.Testing.Servers;

namespace Transship.Integration.Commands;

/// <summary>A kubeconfig that cannot work ends the operator with one line: the file, the field and what to do.</summary>
public sealed class BadKubeconfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Operator_BrokenYaml_NamesTheLine() =>
        await AssertRefusedAsync("apiVersion: v1\nclusters: [{name: e\n", 2, "kubeconfig:3: this is no valid YAML");

    [Fact]
    public async Task Operator_NoServer_NamesTheField() =>
        await AssertRefusedAsync(Kubeconfig("{}", "{}"), 2, "kubeconfig:3: clusters[0].cluster.server: ");

    [Fact]
    public async Task Operator_CertificateThatIsNone_NamesTheField() => await AssertRefusedAsync(
        Kubeconfig("{server: 'https://127.0.0.1:1'}", "{client-certificate-data: aGVsbG8=, client-key-data: aGVsbG8=}"),
        2,
        "The client certificate or its key of the Kubernetes configuration is no valid PEM; check client-certificate and client-key in ");

    [Fact]
    public async Task Operator_WrongToken_SaysThatItIsRefused()
    {
        await using var server = await EmbeddedApiServer.StartAsync(new EmbeddedApiServerOptions { Token = "the-right-one" }, CancellationToken.None);

        var line = await AssertRefusedAsync(
            Kubeconfig($"{{server: '{server.BaseAddress.GetLeftPart(UriPartial.Authority)}'}}", "{token: a-wrong-one}"), 1, "refuses the credentials");

        Assert.Contains("; check the user's token or certificate in ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-one", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operator_ServerWithAnExpiredCertificate_SaysThatItIsNotTrusted()
    {
        await using var server = await ScriptedServer.StartAsync(_authority.ExpiredServer());
        var authority = _folder.Write("ca.crt", _authority.Pem);

        var line = await AssertRefusedAsync(
            Kubeconfig($"{{server: '{server.Address.GetLeftPart(UriPartial.Authority)}', certificate-authority: '{authority}'}}", "{}"), 1, "NotTimeValid");

        Assert.Contains("; check certificate-authority and client-certificate in ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operator_ExpiredClientCertificate_SaysSinceWhen()
    {
        var (certificate, key) = _authority.Client("late", isExpired: true);
        var user = $"{{client-certificate: '{_folder.Write("tls.crt", certificate)}', client-key: '{_folder.Write("tls.key", key)}'}}";

        var line = await AssertRefusedAsync(Kubeconfig("{server: 'https://127.0.0.1:1'}", user), 2, "tls.crt) expired on 2021-01-01 00:00 UTC: get a new one");

        Assert.Contains("; check client-certificate in ", line, StringComparison.Ordinal);
    }

    private static string Kubeconfig(string cluster, string user) => $"""
        apiVersion: v1
        kind: Config
        clusters: [{"{"}name: c, cluster: {cluster}{"}"}]
        users: [{"{"}name: u, user: {user}{"}"}]
        contexts: [{"{"}name: x, context: {"{"}cluster: c, user: u{"}"}{"}"}]
        current-context: x
        """;

    private async Task<string> AssertRefusedAsync(string kubeconfig, int exitCode, string expected)
    {
        var file = _folder.Write("kubeconfig", kubeconfig);
        var program = Path.Combine(AppContext.BaseDirectory, "transship.dll");

        var result = await new Tool("dotnet").TryRunAsync([program, "operator", "--kubeconfig", file, "--health-port", "0", "--events-port", "0"]);

        var line = Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.Contains(file, line, StringComparison.Ordinal);
        Assert.Equal(exitCode, result.ExitCode);
        return line;
    }
}
