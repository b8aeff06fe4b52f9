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

        await _kubectl.ApplyAsync(await RenderAsync(ns));

        await OperatorPermissions.AssertAsync(_kubectl, $"system:serviceaccount:{ns}:transship", ns);
        var definition = await _kubectl.RunAsync(["get", "crd", "endpoints.transship.io", "-o", "yaml"]);
        Assert.Contains("helm.sh/resource-policy: keep", definition, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_ImageDigestAndNoDefinitions_FollowsTheValues()
    {
        var values = await ValuesAsync("crds: {enabled: false}\nimage: {digest: 'sha256:abc'}\nextraArgs: [--health-port=8082]\nfullnameOverride: mirror\n");

        var manifests = await RenderAsync("elsewhere", values);

        Assert.DoesNotContain("CustomResourceDefinition", manifests, StringComparison.Ordinal);
        Assert.Contains("image: ghcr.io/transship/transship@sha256:abc", manifests, StringComparison.Ordinal);
        Assert.Contains("- --health-port=8082", manifests, StringComparison.Ordinal);
        Assert.Contains("name: mirror-leader-election", manifests, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Install_WatchNamespaces_OperatorMayWorkThereOnly()
    {
        var ns = await fixture.ControlPlane.CreateNamespaceAsync();
        var watched = await fixture.ControlPlane.CreateNamespaceAsync();
        var values = await ValuesAsync($"fullnameOverride: narrow\nwatchNamespaces: [{watched}]\n");

        var manifests = await RenderAsync(ns, values);
        await _kubectl.ApplyAsync(manifests);

        Assert.Contains($"--watch-namespace={watched}", manifests, StringComparison.Ordinal);
        var account = $"system:serviceaccount:{ns}:narrow";
        Assert.True(await OperatorPermissions.MayAsync(_kubectl, account, "watch", "replicationrules.transship.io", $"--namespace={watched}"));
        Assert.False(await OperatorPermissions.MayAsync(_kubectl, account, "watch", "replicationrules.transship.io", "--all-namespaces"));
    }

    private static async Task<string> ValuesAsync(string values)
    {
        var folder = Directory.CreateDirectory(Checkout.PathTo("artifacts/chart-values"));
        var file = Path.Combine(folder.FullName, Path.ChangeExtension(Path.GetRandomFileName(), "yaml"));
        await File.WriteAllTextAsync(file, values);
        return file;
    }

    private static Task<string> RenderAsync(params string[] arguments) =>
        new Tool(Checkout.PathTo("tests/chart/render.sh")).RunAsync(arguments, timeout: TimeSpan.FromMinutes(5));
}
