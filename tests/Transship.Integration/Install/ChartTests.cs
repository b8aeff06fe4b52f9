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
}
