using System.Text.Json.Nodes;
using Transship.Integration.Clusters;
using Transship.Integration.Replication;
using Transship.Testing.Servers;

namespace Transship.Integration.Commands;

/// <summary><c>transship run --data</c> ended in mid-run, by force or in good order, goes on where it was.</summary>
public sealed class RunWithDataTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("transship-run-").FullName;
    private DistributionRegistry _source = null!;
    private DistributionRegistry _destination = null!;

    public async Task InitializeAsync()
    {
        _source = await DistributionRegistry.StartAsync();
        _destination = await DistributionRegistry.StartAsync();
        await _source.SeedAsync("large", "team/first", "1", 6);
        await _source.SeedAsync("large", "team/second", "1", 6);
        await File.WriteAllTextAsync(Path.Combine(_folder, "manifests.yaml"), $$"""
            {{Scene.EndpointManifest("source", _source.Url)}}
            ---
            {{Scene.EndpointManifest("destination", _destination.Url, "limits: {bandwidth: 2Mi}")}}
            ---
            apiVersion: transship.io/v1alpha1
            kind: ReplicationRule
            metadata: {name: everything}
            spec:
              source: {endpointRef: {name: source} }
              destinations: [{endpointRef: {name: destination}, namespace: mirror}]
            """);
    }

    public async Task DisposeAsync()
    {
        await _source.DisposeAsync();
        await _destination.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_EndedInMidRunAndStartedAgain_GoesOnWhereItWas(bool byForce)
    {
        await using var first = Start();
        var before = await UntilAsync(first, e => ((long?)e["status"]?["bytes"]?["transferred"] ?? 0) > 0);
        if (byForce)
        {
            await first.KillAsync();
        }
        else
        {
            Assert.Equal(0, await first.StopAsync());
        }

        await using var second = Start();
        var after = await UntilAsync(second, e => e.Phase() == "Succeeded");

        Assert.Equal((string?)before["metadata"]!["uid"], (string?)after["metadata"]!["uid"]);
        Assert.Equal(2, after.Count("succeeded") + after.Count("upToDate"));
        var skopeo = await Skopeo.CreateAsync();
        foreach (var reference in new[] { "team/first:1", "team/second:1" })
        {
            Assert.Equal(await skopeo.InspectRawAsync(_source.Address, reference), await skopeo.InspectRawAsync(_destination.Address, $"mirror/{reference}"));
        }
    }

    private OperatorProcess Start() =>
        OperatorProcess.StartAlone(Path.Combine(_folder, "manifests.yaml"), "--data", Path.Combine(_folder, "state"));

    /// <summary>The only execution, once it is as expected.</summary>
    private static async Task<JsonNode> UntilAsync(OperatorProcess running, Func<JsonNode, bool> expected)
    {
        var kubectl = await Kubectl.ForServerAsync(await running.Api.WaitAsync(Scene.Patience));
        using var limit = new CancellationTokenSource(Scene.Patience);
        while (!limit.IsCancellationRequested)
        {
            var answer = await kubectl.TryRunAsync(["get", "executions", "-n", "default", "-o", "json"]);
            if (answer.ExitCode == 0 && JsonNode.Parse(answer.Output)!["items"]!.AsArray() is { Count: > 0 } list && Assert.Single(list) is { } found && expected(found))
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        throw new Xunit.Sdk.XunitException($"Not within {Scene.Patience.TotalSeconds} s. The program logged:\n{running.Log}");
    }
}
