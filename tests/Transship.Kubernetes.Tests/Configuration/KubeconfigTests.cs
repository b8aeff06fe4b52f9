using Transship.Kubernetes.Configuration;
using Transship.Testing.Files;
using Transship.Testing.Time;

namespace Transship.Kubernetes.Tests.Configuration;

public sealed class KubeconfigTests : IDisposable
{
    private const string Plain = """
        apiVersion: v1
        kind: Config
        current-context: dev
        contexts:
        - name: dev
          context: {cluster: here, user: me, namespace: team}
        - name: bare
          context: {cluster: here}
        clusters:
        - name: here
          cluster:
            server: https://10.0.0.1:6443
        users:
        - name: me
          user:
            token: t0k3n
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _environment = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Load_NamedFile_TakesItsCurrentContext()
    {
        var config = Load(_folder.Write("config", Plain));

        Assert.Equal(new Uri("https://10.0.0.1:6443"), config.Server);
        Assert.Equal("team", config.Namespace);
        Assert.Equal($"{_folder.Path}/config (context dev)", config.Origin);
        Assert.Equal("t0k3n", (await config.Credentials!.GetAsync(CancellationToken.None)).Authorization!.Parameter);
    }

    [Fact]
    public void Load_NamedContext_WinsOverTheCurrentOne()
    {
        var config = Load(_folder.Write("config", Plain), "bare");

        Assert.Equal("default", config.Namespace);
        Assert.Null(config.Credentials);
    }

    [Fact]
    public void Load_KubeconfigVariable_MergesAndTheFirstEntryCounts()
    {
        var first = _folder.Write("a", "current-context: dev\nclusters: [{name: here, cluster: {server: 'https://first:1'}}]\n");
        _environment["KUBECONFIG"] = $"{first}{Path.PathSeparator}{_folder.Path}/missing{Path.PathSeparator}{_folder.Write("b", Plain)}";

        var config = Load();

        Assert.Equal("first", config.Server.Host);
        Assert.Equal("team", config.Namespace);
    }

    [Fact]
    public void Load_NothingNamed_TakesTheFileOfTheHomeFolder()
    {
        _folder.Write("home/.kube/config", Plain);

        Assert.Equal("10.0.0.1", Load().Server.Host);
    }

    [Fact]
    public async Task Load_InAPod_TakesTheServiceAccount()
    {
        _environment["KUBERNETES_SERVICE_HOST"] = "fd00::1";
        _environment["KUBERNETES_SERVICE_PORT"] = "443";
        _folder.Write("sa/token", "pod-token\n");
        _folder.Write("sa/ca.crt", "ca");
        _folder.Write("sa/namespace", "transship-system\n");

        var config = Load();

        Assert.Equal(new Uri("https://[fd00::1]:443"), config.Server);
        Assert.Equal("transship-system", config.Namespace);
        Assert.EndsWith("ca.crt", config.CertificateAuthority!.Path, StringComparison.Ordinal);
        Assert.Equal("pod-token", (await config.Credentials!.GetAsync(CancellationToken.None)).Authorization!.Parameter);
    }

    [Fact]
    public void Load_NothingAnywhere_SaysWhereItLooked()
    {
        var thrown = Assert.Throws<KubernetesConfigException>(() => Load());

        Assert.StartsWith("No Kubernetes configuration: KUBECONFIG names no file, ", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Certificates_AreInlineOrRelativeToTheFile()
    {
        _folder.Write("cfg/ca.pem", "CA");
        _folder.Write("cfg/key.pem", "KEY");
        var certificate = Convert.ToBase64String("CERT"u8);
        var config = Load(_folder.Write("cfg/config", $$$"""
            current-context: c
            contexts: [{name: c, context: {cluster: c, user: u}}]
            clusters:
            - name: c
              cluster: {server: "https://h", certificate-authority: ca.pem, tls-server-name: api, proxy-url: "http://u:p@proxy:3128"}
            users:
            - name: u
              user: {client-certificate-data: {{{certificate}}}, client-key: key.pem}
            """));

        Assert.Equal("CA", config.CertificateAuthority!.Read());
        Assert.Equal("api", config.TlsServerName);
        Assert.Equal(new Uri("http://u:p@proxy:3128"), config.Proxy!.GetProxy(config.Server));
        Assert.Equal("p", config.Proxy.Credentials!.GetCredential(config.Server, "Basic")!.Password);
        Assert.Equal(("CERT", "KEY"), (config.ClientCertificate!.Certificate.Read(), config.ClientCertificate.Key.Read()));
    }

    [Fact]
    public async Task Load_PasswordAndTokenFile_AreCredentials()
    {
        _folder.Write("token", "from-file");
        var path = _folder.Write("config", """
            contexts: [{name: basic, context: {cluster: c, user: basic}}, {name: file, context: {cluster: c, user: file}}]
            clusters: [{name: c, cluster: {server: "http://h", insecure-skip-tls-verify: true}}]
            users: [{name: basic, user: {username: u, password: p}}, {name: file, user: {tokenFile: token}}]
            """);

        var basic = Load(path, "basic");

        Assert.True(basic.SkipTlsVerify);
        Assert.Equal("Basic dTpw", (await basic.Credentials!.GetAsync(CancellationToken.None)).Authorization!.ToString());
        Assert.Equal("from-file", (await Load(path, "file").Credentials!.GetAsync(CancellationToken.None)).Authorization!.Parameter);
    }

    [Fact]
    public void Load_As_Impersonates()
    {
        var config = Load(_folder.Write("config", Plain.Replace("token: t0k3n", "{as: jane, as-groups: [dev], as-uid: '7'}", StringComparison.Ordinal)));

        Assert.Equal(("jane", "7"), (config.Impersonate!.User, config.Impersonate.Uid));
        Assert.Equal(["dev"], config.Impersonate.Groups);
    }

    [Fact]
    public void Load_ToString_ShowsNoSecret()
    {
        var text = Load(_folder.Write("config", Plain)).ToString();

        Assert.DoesNotContain("t0k3n", text, StringComparison.Ordinal);
        Assert.Contains("***", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("- 1\n", "{0}: this is no kubeconfig: one mapping with clusters, users and contexts is expected.")]
    [InlineData("a: [\n", "{0}:2: this is no valid YAML: ")]
    [InlineData("contexts: []\n", "{0}: current-context is empty: set it with 'kubectl config use-context', or name a context.")]
    [InlineData("current-context: x\ncontexts: [{name: y}, {name: z}]\n", "{0}: there is no context 'x': use one of y, z.")]
    [InlineData("current-context: x\ncontexts:\n- name: x\n  context: {}\n", "{0}:4: contexts[0].context.cluster: the context names no cluster.")]
    [InlineData("current-context: x\ncontexts:\n- name: x\n  context:\n    cluster: c\n", "{0}:5: contexts[0].context.cluster: there is no cluster 'c': use one of (the file has none).")]
    [InlineData("current-context: 7\n", "{0}:1: current-context: text is expected.")]
    [InlineData("current-context: x\ncontexts: {}\n", "{0}:2: contexts: a list is expected.")]
    public void Load_BrokenContext_NamesFileFieldAndFix(string text, string message) => AssertFails(text, message);

    [Theory]
    [InlineData("{}", "clusters[0].cluster.server: the cluster has no server: write https://HOST:PORT.")]
    [InlineData("{server: 'h:6443'}", "clusters[0].cluster.server: this is no URL of an API server: write https://HOST:PORT.")]
    [InlineData("{server: 'ftp://h'}", "clusters[0].cluster.server: this is no URL of an API server: write https://HOST:PORT.")]
    [InlineData("{server: 'https://h', certificate-authority: nowhere.pem}", "clusters[0].cluster.certificate-authority: there is no file ")]
    [InlineData("{server: 'https://h', certificate-authority-data: '%'}", "clusters[0].cluster.certificate-authority-data: this is no base64.")]
    [InlineData("{server: 'https://h', insecure-skip-tls-verify: maybe}", "clusters[0].cluster.insecure-skip-tls-verify: true or false is expected.")]
    [InlineData("{server: 'https://h', proxy-url: 'proxy:3128'}", "clusters[0].cluster.proxy-url: this is no URL of a proxy: write http://HOST:PORT or socks5://HOST:PORT.")]
    public void Load_BrokenCluster_NamesFileFieldAndFix(string cluster, string message) =>
        AssertFails($"current-context: x\ncontexts: [{{name: x, context: {{cluster: c}}}}]\nclusters:\n- name: c\n  cluster: {cluster}\n", "{0}:5: " + message);

    [Theory]
    [InlineData("{client-key-data: aGk=}", "client-certificate: there is a client-key, but no certificate to it.")]
    [InlineData("{client-certificate-data: aGk=}", "client-key: there is a client-certificate, but no key to it.")]
    [InlineData("{tokenFile: nowhere}", "tokenFile: there is no file ")]
    [InlineData("{auth-provider: {name: gcp}}", "auth-provider: Kubernetes dropped auth providers: use an exec plugin.")]
    [InlineData("{exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}}", "exec.apiVersion: this plugin version is not known: use client.authentication.k8s.io/v1.")]
    [InlineData("{exec: {apiVersion: client.authentication.k8s.io/v1}}", "exec.command: the plugin has no command.")]
    [InlineData("{exec: {command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Always}}", "exec.interactiveMode: the plugin needs a terminal, which an operator has not: use a plugin that does not.")]
    public void Load_BrokenUser_NamesFileFieldAndFix(string user, string message) => AssertFails(
        $"current-context: x\ncontexts: [{{name: x, context: {{cluster: c, user: u}}}}]\nclusters: [{{name: c, cluster: {{server: 'https://h'}}}}]\nusers:\n- name: u\n  user: {user}\n",
        "{0}:6: users[0].user." + message);

    [Fact]
    public void Load_NamedFileThatIsNotThere_NamesIt()
    {
        var path = Path.Combine(_folder.Path, "nowhere");

        var thrown = Assert.Throws<KubernetesConfigException>(() => Load(path));

        Assert.StartsWith($"{path}: the kubeconfig cannot be read: ", thrown.Message, StringComparison.Ordinal);
    }

    private void AssertFails(string text, string message)
    {
        var path = _folder.Write("config", text);

        var thrown = Assert.Throws<KubernetesConfigException>(() => Load(path));

        Assert.StartsWith(string.Format(message, path), thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thrown.Message);
    }

    private KubernetesClientConfig Load(string? path = null, string? context = null) => new ConfigDiscovery(
        name => _environment.GetValueOrDefault(name),
        Path.Combine(_folder.Path, "home"),
        Path.Combine(_folder.Path, "sa"),
        new FakeTimeProvider()).Load(path, context);
}
