namespace Transship.Integration.Servers;

[Collection(ControlPlaneCollection.Name)]
public sealed class ControlPlaneTests(ControlPlaneFixture fixture)
{
    [Fact]
    public async Task CreateNamespaceAsync_Twice_GivesNamespacesOfTheirOwn()
    {
        var first = await fixture.ControlPlane.CreateNamespaceAsync();
        var second = await fixture.ControlPlane.CreateNamespaceAsync();

        var listed = await fixture.ControlPlane.Kubectl.RunAsync(["get", "namespaces", "-o", "name"]);

        Assert.NotEqual(first, second);
        Assert.Contains($"namespace/{first}\n", listed, StringComparison.Ordinal);
        Assert.Contains($"namespace/{second}\n", listed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InstallDefinitionsAsync_FromConfig_ServesTheResources()
    {
        var resources = await fixture.ControlPlane.Kubectl.RunAsync(["api-resources", "--api-group=transship.io", "-o", "name"]);

        Assert.Contains("replicationrules.transship.io", resources, StringComparison.Ordinal);
    }
}
