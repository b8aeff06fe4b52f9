using System.Globalization;
using System.Net;
using Transship.Integration.Clusters;
using Transship.Integration.Replication;
using Transship.Testing.Servers;

namespace Transship.Integration.Commands;

/// <summary><c>transship run --events-listen</c>: what a registry tells of is replicated with no cluster.</summary>
public sealed class RunWithEventsTests : IAsyncLifetime
{
    private const string Token = "correct-horse-battery-staple";

    private readonly string _folder = Directory.CreateTempSubdirectory("transship-run-").FullName;
    private readonly int _port = FreePorts.Take(1)[0];
    private DistributionRegistry _source = null!;
    private DistributionRegistry _destination = null!;

    public async Task InitializeAsync()
    {
        _source = await DistributionRegistry.StartAsync(new DistributionRegistryOptions
        {
            EventsUrl = new Uri($"http://127.0.0.1:{_port}/events/default/source"),
            EventsToken = Token,
        });
        _destination = await DistributionRegistry.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "manifests.yaml"), $$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: registry-events}
            stringData: {token: {{Token}} }
            ---
            {{Scene.EndpointManifest("source", _source.Url, "events: {secretRef: {name: registry-events}}")}}
            ---
            {{Scene.EndpointManifest("destination", _destination.Url)}}
            ---
            apiVersion: transship.io/v1alpha1
            kind: ReplicationRule
            metadata: {name: everything}
            spec:
              source: {endpointRef: {name: source} }
              destinations: [{endpointRef: {name: destination} }]
              trigger: {events: {debounce: 200ms} }
            """);
    }

    public async Task DisposeAsync()
    {
        await _source.DisposeAsync();
        await _destination.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Run_ImageIsPushedToTheSource_IsReplicated()
    {
        await using var running = OperatorProcess.StartAlone(_folder, "--events-listen", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}"));
        await running.Api;

        await _source.SeedAsync("oci", "team/app", "1.0");

        using var http = new HttpClient { BaseAddress = _destination.Url };
        using var limit = new CancellationTokenSource(Scene.Patience);
        while (await StatusAsync(http) != HttpStatusCode.OK)
        {
            Assert.False(limit.IsCancellationRequested, running.Log);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri("/v2/team/app/manifests/1.0", UriKind.Relative));
        request.Headers.Accept.ParseAdd("application/vnd.oci.image.manifest.v1+json");
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
