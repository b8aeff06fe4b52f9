using System.Net;
using Transship.Testing.Servers;

namespace Transship.Integration.Replication;

/// <summary>Runs that remove at the destination what the source has no longer.</summary>
public abstract partial class ReplicationScenarios
{
    [Fact]
    public async Task Prune_TagIsGoneAtTheSource_IsToldFirstAndThenRemoved()
    {
        await using var scene = await Scene.SetAsync(
            Cluster, new DistributionRegistryOptions { AllowDelete = true }, _ => new DistributionRegistryOptions { AllowDelete = true });
        await scene.Source.SeedAsync("oci", "team/app", "1.0");
        await scene.Source.SeedAsync("index", "team/app", "2.0");
        await scene.Source.SeedAsync("oci", "team/other", "1.0");
        scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        await scene.ApplyRuleAsync("prune: {enabled: true, maxDeletePercent: 50}");
        await scene.ExecutionAsync(e => e.Phase() == "Succeeded", "the first run succeeds");
        using var http = new HttpClient { BaseAddress = scene.Source.Url };
        var digest = await DigestAsync(http, "team/app", "2.0");
        using var deleted = await http.DeleteAsync(new Uri($"/v2/team/app/manifests/{digest}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Accepted, deleted.StatusCode);

        await ApplyRunAsync(scene, "what-if", dryRun: true);
        var told = await scene.ExecutionAsync(e => (string?)e["metadata"]!["name"] == "what-if" && e.Phase() == "Succeeded", "the dry run succeeds");
        Assert.Equal(1, told.Count("wouldDelete"));
        await UntilStatusAsync(scene, scene.Destination, "mirror/team/app/manifests/2.0", HttpStatusCode.OK);

        await ApplyRunAsync(scene, "tidy", dryRun: false);
        var done = await scene.ExecutionAsync(e => (string?)e["metadata"]!["name"] == "tidy" && e.Phase() == "Succeeded", "the run succeeds");
        Assert.Equal(1, done.Count("deleted"));
        await UntilStatusAsync(scene, scene.Destination, "mirror/team/app/manifests/2.0", HttpStatusCode.NotFound);
        await UntilStatusAsync(scene, scene.Destination, "mirror/team/app/manifests/1.0", HttpStatusCode.OK);
        await UntilStatusAsync(scene, scene.Destination, "mirror/team/other/manifests/1.0", HttpStatusCode.OK);
    }

    private Task<string> ApplyRunAsync(Scene scene, string name, bool dryRun) => Cluster.Kubectl.ApplyAsync(
        $$"""
        apiVersion: transship.io/v1alpha1
        kind: ReplicationExecution
        metadata: {name: {{name}}}
        spec: {ruleRef: {name: everything}, dryRun: {{(dryRun ? "true" : "false")}}}
        """,
        scene.Namespace);
}
