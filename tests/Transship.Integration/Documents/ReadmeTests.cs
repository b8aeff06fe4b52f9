using System.Net;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Transship.Integration.Clusters;
using Transship.Integration.Servers;
using Transship.Testing.Certificates;
using Transship.Testing.Files;
using Transship.Testing.Proxies;
using Transship.Testing.Servers;

namespace Transship.Integration.Documents;

/// <summary>
/// The commands of README.md as they are written, in their order, in one shell. What a reader has and this machine has not is stood in for, and nothing
/// else: the registries by real ones on loopback, behind a proxy that knows their names and with an authority that the programs trust; the cluster by the
/// test run's API server, beside which the operator runs; helm, where it is missing, by the renderer of tests/chart and kubectl. kubectl leaves the
/// judgement of manifests to the server, whose schema may be older than they are, and a watch ends after a while. What builds and tests the work tree is run by .ci/run instead.
/// </summary>
[Collection(ControlPlaneCollection.Name)]
[UnsupportedOSPlatform("windows")]
public sealed partial class ReadmeTests(ControlPlaneFixture fixture) : IDisposable
{
    private static readonly string[] Hosts = ["registry-1.docker.io", "registry.example.com", "harbor.example.com"];
    private static readonly NetworkCredential Account = new("replicator", "change-me");

    private readonly TestAuthority _authority = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Commands_AsWritten_AllSucceed()
    {
        var readme = await File.ReadAllTextAsync(Checkout.PathTo("README.md"));
        var ci = await File.ReadAllTextAsync(Checkout.PathTo(".ci/run"));
        var commands = Blocks().Matches(readme).SelectMany(block => block.Groups["commands"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Where(command => !ci.Contains($"\n{Comment().Replace(command, "")}\n", StringComparison.Ordinal)).ToList();
        Assert.True(commands.Count > 15, $"Only {commands.Count} commands were found.");
        await using var hub = await DistributionRegistry.StartAsync(new DistributionRegistryOptions { Certificate = _authority.Server(Hosts) });
        await using var harbor = await DistributionRegistry.StartAsync(new DistributionRegistryOptions { Certificate = _authority.Server(Hosts), Credentials = Account });
        await using var mirror = await DistributionRegistry.StartAsync(new DistributionRegistryOptions { Certificate = _authority.Server(Hosts) });
        await hub.SeedAsync("oci", "library/alpine", "3.20");
        await hub.SeedAsync("index", "library/debian", "12");
        await using var proxy = ConnectProxy.Start(new Dictionary<string, string> { [Hosts[0]] = hub.Address, [Hosts[1]] = mirror.Address, [Hosts[2]] = harbor.Address });
        var ns = await fixture.ControlPlane.CreateNamespaceAsync();
        var readers = await WriteReaderAsync(readme, ns);
        var script = _folder.Write("commands.sh", $$"""
            set -eEuo pipefail
            trap 'echo "FAILED: $BASH_COMMAND" >&2' ERR
            cd {{readers}}
            {{string.Join('\n', commands.Select(Line))}}
            """);
        var variables = Variables(proxy.Url);
        await using var running = OperatorProcess.Start(new RealCluster(fixture), ns, variables, "--leader-elect");

        var result = await new Tool("bash", [], variables).TryRunAsync([script], timeout: TimeSpan.FromMinutes(4));

        Assert.True(result.ExitCode == 0, $"{result.Error}\n{result.Output}\n{running.Log}");
        await UntilSucceededAsync(ns, running);
        Assert.Equal(Columns(Table().Match(readme).Groups["head"].Value), Columns((await fixture.ControlPlane.Kubectl.RunAsync(["get", "executions", "-n", ns])).Split('\n')[0]));
        Assert.All(Hosts, host => Assert.Contains($"{host}:443", proxy.Asked));
    }

    /// <summary>What concerns the work tree runs there, the rest where the reader has his own files; a watch is ended.</summary>
    private static string Line(string command) =>
        command.StartsWith("make ", StringComparison.Ordinal) || command.StartsWith("helm ", StringComparison.Ordinal) ? $"(cd {Checkout.Root} && {Comment().Replace(command, "")})"
        : command.EndsWith(" --watch", StringComparison.Ordinal) ? $"timeout 3 {command} || [ $? = 124 ]"
        : command;

    /// <summary>The files that README has the reader write, and the programs that he has.</summary>
    private async Task<string> WriteReaderAsync(string readme, string ns)
    {
        var rule = Rule().Match(readme).Groups["yaml"].Value;
        var secret = $"apiVersion: v1\nkind: Secret\nmetadata: {{name: harbor}}\ntype: kubernetes.io/basic-auth\nstringData: {{username: {Account.UserName}, password: {Account.Password}}}\n";
        _folder.Write("reader/my-rules/rule.yaml", $"{rule}---\n{secret}");
        _folder.Write("authority.pem", _authority.Pem);
        var kubectl = await Tool.LocateAsync("kubectl");
        Program("kubectl", $"if [ \"$1\" = apply ]; then shift; exec {kubectl} apply --validate=false \"$@\"; fi; exec {kubectl} \"$@\"");
        Program("transship", $"exec dotnet {Path.Combine(AppContext.BaseDirectory, "transship.dll")} \"$@\"");
        Program("kubectl-transship", "exec transship \"$@\"");
        Program("helm", $$"""
            [ "$1 $2 $4 $6" = "install transship --namespace --create-namespace" ] || { echo "this stands in for: helm install transship CHART --namespace NAME --create-namespace" >&2; exit 2; }
            kubectl create namespace "$5" || kubectl get namespace "$5"
            version=$(kubectl get --raw /version | sed -n 's/.*"gitVersion": *"\([^"]*\)".*/\1/p')
            PATH=${PATH#*:} tests/chart/render.sh "$5" --kube-version "$version" | awk 'BEGIN {RS = "\n---\n"; ORS = "\n---\n"} !/helm.sh\/hook:/' | kubectl apply -f -
            """);
        File.Copy(fixture.ControlPlane.KubeconfigPath, Path.Combine(_folder.Path, "kubeconfig"));
        await new Tool(kubectl).RunAsync(["config", "set-context", "--current", $"--namespace={ns}", "--kubeconfig", Path.Combine(_folder.Path, "kubeconfig")]);
        return Path.GetDirectoryName(_folder.Write("reader/rule.yaml", rule))!;
    }

    private void Program(string name, string script) =>
        File.SetUnixFileMode(_folder.Write($"bin/{name}", $"#!/bin/bash\nset -eu\n{script}\n"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private Dictionary<string, string> Variables(string proxy) => new(StringComparer.Ordinal)
    {
        ["PATH"] = $"{Path.Combine(_folder.Path, "bin")}:{Environment.GetEnvironmentVariable("PATH")}",
        ["HOME"] = _folder.Path,
        ["XDG_CACHE_HOME"] = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        ["KUBECONFIG"] = Path.Combine(_folder.Path, "kubeconfig"),
        ["HTTPS_PROXY"] = proxy,
        ["NO_PROXY"] = "127.0.0.1,localhost",
        ["SSL_CERT_FILE"] = Path.Combine(_folder.Path, "authority.pem"),
    };

    private async Task UntilSucceededAsync(string ns, OperatorProcess running)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        string phases;
        while (!(phases = await fixture.ControlPlane.Kubectl.RunAsync(["get", "executions", "-n", ns, "-o", "jsonpath={.items[*].status.phase}"])).Contains("Succeeded", StringComparison.Ordinal))
        {
            Assert.False(limit.IsCancellationRequested, $"No run succeeded: {phases}\n{running.Log}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }
    }

    private static string[] Columns(string head) => head.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^```sh\n(?<commands>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"^```text\n(?<head>[^\n]*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Table();

    [GeneratedRegex(@"^```yaml\n(?<yaml>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Rule();

    [GeneratedRegex(@"\s+#.*$")]
    private static partial Regex Comment();
}
