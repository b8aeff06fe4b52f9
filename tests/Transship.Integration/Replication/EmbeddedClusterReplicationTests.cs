using Transship.Integration.Clusters;
using Transship.Testing.Servers;

namespace Transship.Integration.Replication;

/// <summary>The scenarios, and what only a server with validation rules can show.</summary>
public sealed class EmbeddedClusterReplicationTests(EmbeddedClusterFixture fixture) : ClusterScenarios(fixture), IClassFixture<EmbeddedClusterFixture>
{
    private readonly EmbeddedClusterFixture _cluster = fixture;

    [Fact]
    public async Task Execution_DryRunIsChanged_IsRefused()
    {
        var ns = await _cluster.CreateNamespaceAsync();
        await _cluster.Kubectl.ApplyAsync(
            "apiVersion: transship.io/v1alpha1\nkind: ReplicationExecution\nmetadata: {name: what-if}\nspec: {ruleRef: {name: everything}, dryRun: true}\n", ns);

        var refused = await Assert.ThrowsAsync<ToolFailedException>(() => _cluster.Kubectl.RunAsync(
            ["patch", "execution.transship.io", "what-if", "-n", ns, "--type=merge", "-p", """{"spec":{"dryRun":false}}"""]));

        Assert.Contains("an execution is immutable but for stop", refused.Message, StringComparison.Ordinal);
    }
}
