using System.Globalization;
using System.Net;
using Transship.Testing.Servers;

namespace Transship.Integration.Replication;

/// <summary>Runs that the source registry's own notifications start.</summary>
public abstract partial class ReplicationScenarios
{
    protected const string EventsToken = "correct-horse-battery-staple";
    protected const string OnEvents = "replicateDeletions: true\ntrigger: {events: {debounce: 200ms}}\nhistoryLimits: {successful: 1000}";

    [Fact]
    [Trait("Category", "Chaos")]
    public async Task Event_OperatorIsAway_NothingIsMissingWhenItIsBack()
    {
        var port = FreePorts.Take(1)[0];
        await using var scene = await SetWithEventsAsync(port);
        var first = scene.StartOperator("--events-port", port.ToString(CultureInfo.InvariantCulture));
        await ApplyListeningAsync(scene);
        await first.KillAsync();

        await scene.Source.SeedAsync("oci", "team/one", "1.0");
        await scene.Source.SeedAsync("index", "team/two", "1.0");
        await Outage.WaitAsync();
        scene.StartOperator("--events-port", port.ToString(CultureInfo.InvariantCulture));

        await UntilStatusAsync(scene, scene.Destination, "mirror/team/one/manifests/1.0", HttpStatusCode.OK);
        await UntilStatusAsync(scene, scene.Destination, "mirror/team/two/manifests/1.0", HttpStatusCode.OK);
    }

    [Fact]
    public async Task Event_ManifestIsDeletedAtTheSource_IsGoneAtTheDestination()
    {
        var port = FreePorts.Take(1)[0];
        await using var scene = await SetWithEventsAsync(port);
        await scene.Source.SeedAsync("oci", "team/app", "1.0");
        await scene.Source.SeedAsync("index", "team/app", "2.0");
        scene.StartOperator("--events-port", port.ToString(CultureInfo.InvariantCulture));
        await ApplyListeningAsync(scene);
        await UntilStatusAsync(scene, scene.Destination, "mirror/team/app/manifests/1.0", HttpStatusCode.OK);
        using var http = new HttpClient { BaseAddress = scene.Source.Url };
        var digest = await DigestAsync(http, "team/app", "1.0");

        using var deleted = await http.DeleteAsync(new Uri($"/v2/team/app/manifests/{digest}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Accepted, deleted.StatusCode);
        await UntilStatusAsync(scene, scene.Destination, "mirror/team/app/manifests/1.0", HttpStatusCode.NotFound);
        await UntilStatusAsync(scene, scene.Destination, "mirror/team/app/manifests/2.0", HttpStatusCode.OK);
        var run = await scene.ExecutionAsync(
            e => e["spec"]!["resources"]?.AsArray().Any(r => (bool?)r!["deleted"] == true && (string?)r["digest"] == digest) == true && e.Phase() == "Succeeded",
            "the run of the deletion succeeds");
        Assert.Equal(2, run.Count("deleted")); // the tag, and the manifest that it stood for
    }

    private protected Task<Scene> SetWithEventsAsync(int port) => Scene.SetAsync(Cluster, new DistributionRegistryOptions { AllowDelete = true }, ns => new DistributionRegistryOptions
    {
        AllowDelete = true,
        EventsUrl = new Uri($"http://127.0.0.1:{port}/events/{ns}/source"),
        EventsToken = EventsToken,
    });

    /// <summary>Applies endpoints and a rule, and waits until events are taken and the first run is over.</summary>
    private protected async Task ApplyListeningAsync(Scene scene)
    {
        await Cluster.Kubectl.RunAsync(["create", "secret", "generic", "registry-events", $"--from-literal=token={EventsToken}", "-n", scene.Namespace]);
        await scene.ApplyEndpointsAsync("events: {secretRef: {name: registry-events}}");
        await scene.ApplyRuleAsync(OnEvents);
        await scene.WaitAsync("endpoints.transship.io/source", "condition=EventsReady");
        await scene.ExecutionAsync(e => (string?)e["spec"]!["trigger"] == "Initial" && e.Phase() == "Succeeded", "the first run succeeds");
    }

    private protected static async Task<string> DigestAsync(HttpClient http, string repository, string tag)
    {
        using var request = Head($"{repository}/manifests/{tag}");
        using var answer = await http.SendAsync(request);
        return answer.Headers.GetValues("Docker-Content-Digest").Single();
    }

    private protected static async Task UntilStatusAsync(Scene scene, DistributionRegistry registry, string path, HttpStatusCode expected)
    {
        using var http = new HttpClient { BaseAddress = registry.Url };
        using var limit = new CancellationTokenSource(Scene.Patience);
        while (!limit.IsCancellationRequested)
        {
            using var request = Head(path);
            using var answer = await http.SendAsync(request);
            if (answer.StatusCode == expected)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        var executions = await scene.ListAsync("replicationexecutions");
        throw new Xunit.Sdk.XunitException($"{path} is not {expected}. Executions are now:\n{string.Join('\n', executions.Select(e => e.ToJsonString()))}");
    }

    protected static HttpRequestMessage Head(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Head, new Uri($"/v2/{path}", UriKind.Relative));
        request.Headers.Accept.ParseAdd("application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json");
        return request;
    }
}
