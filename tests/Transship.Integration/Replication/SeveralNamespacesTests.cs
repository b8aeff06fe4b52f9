using Transship.Integration.Clusters;
using Transship.Integration.Install;
using Transship.Integration.Servers;
using Transship.Testing.Servers;

namespace Transship.Integration.Replication;

/// <summary>An operator that has a Role in each of its namespaces, and no ClusterRole.</summary>
[Collection(ControlPlaneCollection.Name)]
public sealed class SeveralNamespacesTests(ControlPlaneFixture fixture)
{
    private readonly RealCluster _cluster = new(fixture);

    [Fact]
    public async Task Operator_RolesInTwoNamespacesOnly_ReplicatesInBoth()
    {
        await using var one = await Scene.SetAsync(_cluster);
        await using var two = await Scene.SetAsync(_cluster);
        var home = await _cluster.CreateNamespaceAsync();
        var narrow = await NarrowAsync(home, one.Namespace, two.Namespace);
        var account = $"system:serviceaccount:{home}:operator";
        Assert.False(await OperatorPermissions.MayAsync(_cluster.Kubectl, account, "list", "replicationrules.transship.io", "--all-namespaces"));
        await using var running = OperatorProcess.Start(narrow, one.Namespace, "--watch-namespace", two.Namespace, "--leader-elect");

        foreach (var scene in new[] { one, two })
        {
            var image = await scene.Source.SeedAsync("oci", "team/app", "1.0");
            await scene.ApplyEndpointsAsync();
            await scene.ApplyRuleAsync();
            await scene.ExecutionAsync(e => e.Phase() == "Succeeded", $"the run in {scene.Namespace} succeeds");
            var skopeo = await Skopeo.CreateAsync();
            Assert.Equal(
                await skopeo.InspectRawAsync(scene.Source.Address, image.Reference), await skopeo.InspectRawAsync(scene.Destination.Address, $"mirror/{image.Reference}"));
        }

        Assert.DoesNotContain("forbidden", running.Log, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The cluster as a service account sees it that has the operator's rights in some namespaces, and its lease at home.</summary>
    private async Task<ICluster> NarrowAsync(string home, params string[] namespaces)
    {
        var kubectl = _cluster.Kubectl;
        await kubectl.RunAsync(["create", "serviceaccount", "operator", "-n", home]);
        var rights = (await File.ReadAllTextAsync(Checkout.PathTo("config/rbac/role.yaml"))).Replace("kind: ClusterRole", "kind: Role", StringComparison.Ordinal);
        foreach (var ns in namespaces)
        {
            await kubectl.ApplyAsync(rights, ns);
            await kubectl.RunAsync(["create", "rolebinding", "operator", "--role=manager-role", $"--serviceaccount={home}:operator", "-n", ns]);
        }

        await kubectl.ApplyAsync(await File.ReadAllTextAsync(Checkout.PathTo("config/rbac/leader_election_role.yaml")), home);
        await kubectl.RunAsync(["create", "rolebinding", "operator", "--role=leader-election-role", $"--serviceaccount={home}:operator", "-n", home]);
        var token = (await kubectl.RunAsync(["create", "token", "operator", "-n", home])).Trim();
        var path = Path.Combine(Path.GetDirectoryName(_cluster.KubeconfigPath)!, $"{home}.kubeconfig");
        File.Copy(_cluster.KubeconfigPath, path);
        var own = await Kubectl.ForKubeconfigAsync(path);
        var name = (await own.RunAsync(["config", "view", "-o", "jsonpath={.clusters[0].name}"])).Trim();
        await own.RunAsync(["config", "set-credentials", "narrow", $"--token={token}"]);
        await own.RunAsync(["config", "set-context", "narrow", $"--cluster={name}", "--user=narrow", $"--namespace={home}"]);
        await own.RunAsync(["config", "use-context", "narrow"]);
        return new NarrowCluster(own, path);
    }

    private sealed record NarrowCluster(Kubectl Kubectl, string KubeconfigPath) : ICluster
    {
        public Task<string> CreateNamespaceAsync() => throw new NotSupportedException("A narrow account makes no namespaces.");
    }
}
