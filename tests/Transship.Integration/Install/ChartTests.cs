using Transship.Integration.Servers;
using Transship.Testing.Servers;

namespace Transship.Integration.Install;

[Collection(ControlPlaneCollection.Name)]
public sealed class ChartTests(ControlPlaneFixture fixture)
{
    private readonly Kubectl _kubectl = fixture.ControlPlane.Kubectl;

    [Fact]
    public async Task Install_DefaultValues_ServerAcceptsEverythingAndTheOperatorMayWork()
    {
        var ns = await fixture.ControlPlane.CreateNamespaceAsync();

        await _kubectl.ApplyAsync(await Chart.RenderAsync(ns, "--kube-version", await Chart.KubeVersionAsync(_kubectl)));

        await OperatorPermissions.AssertAsync(_kubectl, $"system:serviceaccount:{ns}:transship", ns);
        var definition = await _kubectl.RunAsync(["get", "crd", "endpoints.transship.io", "-o", "yaml"]);
        Assert.Contains("helm.sh/resource-policy: keep", definition, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_ImageDigestAndNoDefinitions_FollowsTheValues()
    {
        var values = await Chart.ValuesAsync($"crds: {{enabled: false}}\nimage: {{digest: 'sha256:{new string('a', 64)}'}}\nextraArgs: [--health-port=8082]\nfullnameOverride: mirror\n");

        var manifests = await Chart.RenderAsync("elsewhere", values);

        Assert.DoesNotContain("CustomResourceDefinition", manifests, StringComparison.Ordinal);
        Assert.Contains("image: ghcr.io/transship/transship@sha256:aaaa", manifests, StringComparison.Ordinal);
        Assert.Contains("- --health-port=8082", manifests, StringComparison.Ordinal);
        Assert.Contains("name: mirror-leader-election", manifests, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Install_WatchNamespaces_OperatorMayWorkThereOnly()
    {
        var ns = await fixture.ControlPlane.CreateNamespaceAsync();
        var watched = await fixture.ControlPlane.CreateNamespaceAsync();
        var values = await Chart.ValuesAsync($"fullnameOverride: narrow\nwatchNamespaces: [{watched}]\n");

        var manifests = await Chart.RenderAsync(ns, "--kube-version", await Chart.KubeVersionAsync(_kubectl), values);
        await _kubectl.ApplyAsync(manifests);

        Assert.Contains($"--watch-namespace={watched}", manifests, StringComparison.Ordinal);
        var account = $"system:serviceaccount:{ns}:narrow";
        Assert.True(await OperatorPermissions.MayAsync(_kubectl, account, "watch", "replicationrules.transship.io", $"--namespace={watched}"));
        Assert.False(await OperatorPermissions.MayAsync(_kubectl, account, "watch", "replicationrules.transship.io", "--all-namespaces"));
    }

    [Fact]
    public async Task Install_RolesOfUsers_ViewerSeesEditorStartsAndStopsAdminClearsTasks()
    {
        var ns = await fixture.ControlPlane.CreateNamespaceAsync();
        var values = await Chart.ValuesAsync("fullnameOverride: roles\ncrds: {enabled: false}\n");
        var manifests = await Chart.RenderAsync(ns, "--kube-version", await Chart.KubeVersionAsync(_kubectl), values);
        await _kubectl.ApplyAsync(manifests);
        foreach (var role in new[] { "view", "edit", "admin" })
        {
            // The cluster's own roles take theirs over by these labels; here each is bound by itself.
            Assert.Equal("true", await _kubectl.RunAsync(["get", "clusterrole", $"roles-{role}", "-o", $"jsonpath={{.metadata.labels.rbac\\.authorization\\.k8s\\.io/aggregate-to-{role}}}"]));
            await _kubectl.RunAsync(["create", "rolebinding", role, $"--clusterrole=roles-{role}", $"--user={ns}-{role}", "-n", ns]);
        }

        Task<bool> MayAsync(string role, string verb, string resource) => OperatorPermissions.MayAsync(_kubectl, $"{ns}-{role}", verb, $"{resource}.transship.io", $"--namespace={ns}");
        Assert.True(await MayAsync("view", "watch", "replicationtasks"));
        Assert.False(await MayAsync("view", "create", "replicationexecutions"));
        Assert.True(await MayAsync("edit", "create", "replicationexecutions"));
        Assert.True(await MayAsync("edit", "patch", "endpoints"));
        Assert.False(await MayAsync("edit", "delete", "replicationtasks"));
        Assert.True(await MayAsync("admin", "delete", "replicationtasks"));
    }
}
