using System.Text.Json.Nodes;
using Transship.Kubernetes.Authentication;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;
using Transship.Testing.Certificates;
using Transship.Testing.Files;
using Transship.Testing.Http;
using Transship.Testing.Time;

namespace Transship.Kubernetes.Tests.Client;

public sealed class TlsTests : IDisposable
{
    private const string Namespace = "GET /api/v1/namespaces/x";

    private static readonly Answer Found = Answer.Json("""{"metadata":{"name":"x"}}""");

    private readonly TestAuthority _authority = new();
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task AnyRequest_OverTls_SpeaksHttp2OnOneConnection()
    {
        await using var server = await ScriptedServer.StartAsync(_authority.Server());
        server.On(Namespace, Found, times: 2);
        using var client = Client(server);

        await GetAsync(client);
        await GetAsync(client);

        Assert.All(server.Requests, request => Assert.Equal("HTTP/2", request.Protocol));
        Assert.Single(server.Requests.Select(request => request.Connection).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AnyRequest_MoreStreamsThanAConnectionTakes_OpensAnother()
    {
        await using var server = await ScriptedServer.StartAsync(_authority.Server());
        var gate = new TaskCompletionSource();
        server.On(Namespace, Found.After(gate.Task), times: 120);
        using var client = Client(server);

        var all = Enumerable.Range(0, 120).Select(_ => GetAsync(client)).ToList();
        await server.WhenAskedAsync(120);
        gate.SetResult();
        await Task.WhenAll(all);

        Assert.True(server.Requests.Select(request => request.Connection).Distinct(StringComparer.Ordinal).Count() > 1);
    }

    [Fact]
    public async Task AnyRequest_UnknownAuthority_IsOneClearLine()
    {
        await using var server = await ScriptedServer.StartAsync(_authority.Server());
        using var other = new TestAuthority("other-ca");
        using var client = Client(server, config => config with { CertificateAuthority = PemSource.FromText(other.Pem), Origin = "/x/config (context dev)" });

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => GetAsync(client));

        Assert.EndsWith("; check certificate-authority and client-certificate in /x/config (context dev).", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("its certificate is not trusted, or ours is refused", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thrown.Message);
    }

    [Fact]
    public async Task AnyRequest_ExpiredCertificate_IsOneClearLine()
    {
        await using var server = await ScriptedServer.StartAsync(_authority.ExpiredServer());
        using var client = Client(server);

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => GetAsync(client));

        Assert.Contains("its certificate is not trusted", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("NotTimeValid", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyRequest_SkipTlsVerify_TrustsAnything()
    {
        await using var server = await ScriptedServer.StartAsync(_authority.ExpiredServer());
        server.On(Namespace, Found);
        using var client = Client(server, config => config with { CertificateAuthority = null, SkipTlsVerify = true });

        Assert.NotNull(await GetAsync(client));
    }

    [Fact]
    public async Task AnyRequest_TlsServerName_IsTheNameThatIsChecked()
    {
        using var authority = new TestAuthority();
        await using var server = await ScriptedServer.StartAsync(authority.Server("kubernetes.default"));
        server.On(Namespace, Found);
        using var good = Client(server, config => config with { CertificateAuthority = PemSource.FromText(authority.Pem), TlsServerName = "kubernetes.default" });
        using var bad = Client(server, config => config with { CertificateAuthority = PemSource.FromText(authority.Pem), TlsServerName = "other.default" });

        Assert.NotNull(await GetAsync(good));
        await Assert.ThrowsAsync<KubernetesException>(() => GetAsync(bad));
    }

    [Fact]
    public async Task A6_RotatedClientCertificate_IsShownOnANewConnectionWithinAMinute()
    {
        await using var server = await ScriptedServer.StartAsync(_authority.Server(), clientCertificates: true);
        server.On(Namespace, Found, times: 3);
        WriteClient("first");
        using var client = Client(server, config => config with
        {
            ClientCertificate = new ClientCertificateSource(
                PemSource.FromFile(Path.Combine(_folder.Path, "tls.crt")), PemSource.FromFile(Path.Combine(_folder.Path, "tls.key"))),
        });

        await GetAsync(client);
        WriteClient("second");
        await GetAsync(client);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await GetAsync(client);

        Assert.Equal(["CN=first", "CN=first", "CN=second"], server.Requests.Select(request => request.ClientCertificate!.Subject));
    }

    [Fact]
    public async Task AnyRequest_CertificateOfAPlugin_IsShown()
    {
        await using var server = await ScriptedServer.StartAsync(_authority.Server(), clientCertificates: true);
        server.On(Namespace, Found);
        var (certificate, key) = _authority.Client("plugged");
        var answer = new JsonObject { ["status"] = new JsonObject { ["clientCertificateData"] = certificate, ["clientKeyData"] = key } };
        var options = new ExecPluginOptions("client.authentication.k8s.io/v1", "/bin/cat") { Arguments = [_folder.Write("answer", answer.ToJsonString())] };
        using var plugin = new ExecPlugin(options, _clock);
        using var client = Client(server, config => config with { Credentials = plugin });

        await GetAsync(client);

        Assert.Equal("CN=plugged", server.Requests.Single().ClientCertificate!.Subject);
    }

    [Fact]
    public async Task A6_RotatedAuthority_IsTrustedWithinAMinute()
    {
        using var next = new TestAuthority("next-ca");
        var path = _folder.Write("ca.crt", _authority.Pem);
        await using var server = await ScriptedServer.StartAsync(next.Server());
        server.On(Namespace, Found);
        using var client = Client(server, config => config with { CertificateAuthority = PemSource.FromFile(path) });
        await Assert.ThrowsAsync<KubernetesException>(() => GetAsync(client));

        _folder.Write("ca.crt", _authority.Pem + "\n" + next.Pem);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.NotNull(await GetAsync(client));
    }

    [Fact]
    public async Task A6_HalfWrittenFiles_LastOnesServe()
    {
        await using var server = await ScriptedServer.StartAsync(_authority.Server());
        server.On(Namespace, Found);
        var path = _folder.Write("ca.crt", _authority.Pem);
        using var client = Client(server, config => config with { CertificateAuthority = PemSource.FromFile(path) });

        _folder.Write("ca.crt", "-----BEGIN CERT");
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.NotNull(await GetAsync(client));
    }

    [Fact]
    public void Constructor_PemThatIsNone_NamesTheFile()
    {
        var path = _folder.Write("ca.crt", "hello");

        var thrown = Assert.Throws<KubernetesConfigException>(() => new KubernetesClient(
            new KubernetesClientConfig { Server = new Uri("https://127.0.0.1:1"), CertificateAuthority = PemSource.FromFile(path) }));

        Assert.Equal($"The certificate authority of the Kubernetes configuration ({path}) is no valid PEM.", thrown.Message);
    }

    [Fact]
    public void Constructor_ExpiredClientCertificate_SaysSinceWhenAndWhatToDo()
    {
        var (certificate, key) = _authority.Client("late", isExpired: true);

        var thrown = Assert.Throws<KubernetesConfigException>(() => new KubernetesClient(new KubernetesClientConfig
        {
            Server = new Uri("https://127.0.0.1:1"),
            ClientCertificate = new ClientCertificateSource(PemSource.FromText(certificate), PemSource.FromText(key)),
            Origin = "/x/config (context dev)",
        }));

        Assert.Equal(
            "The client certificate of the Kubernetes configuration expired on 2021-01-01 00:00 UTC: get a new one; check client-certificate in /x/config (context dev).",
            thrown.Message);
    }

    private static Task<Models.V1Namespace?> GetAsync(KubernetesClient client) =>
        client.GetAsync<Models.V1Namespace>("x", null, CancellationToken.None);

    private KubernetesClient Client(ScriptedServer server, Func<KubernetesClientConfig, KubernetesClientConfig>? change = null)
    {
        var config = new KubernetesClientConfig { Server = server.Address, CertificateAuthority = PemSource.FromText(_authority.Pem), QueriesPerSecond = 0 };
        return new KubernetesClient(change?.Invoke(config) ?? config, _clock);
    }

    private void WriteClient(string name)
    {
        var (certificate, key) = _authority.Client(name);
        _folder.Write("tls.crt", certificate);
        _folder.Write("tls.key", key);
    }
}
