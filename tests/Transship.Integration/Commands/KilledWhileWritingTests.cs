using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Transship.Integration.Clusters;
using Transship.Integration.Replication;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;
using Transship.Kubernetes.Models;
using Transship.Testing.Files;

namespace Transship.Integration.Commands;

/// <summary>Kept data after <c>kill -9</c> in the midst of writes: what was answered is there.</summary>
public sealed class KilledWhileWritingTests : IDisposable
{
    private const int Writers = 4;
    private const int Kills = 5;

    /// <summary>With objects of this size the journal is compacted several times between two kills.</summary>
    private const int Bytes = 96 << 10;

    private readonly TemporaryFolder _folder = new();
    private readonly int[] _answered = new int[Writers];
    private readonly string _manifest;

    public KilledWhileWritingTests() => _manifest = _folder.Write("endpoint.yaml", Scene.EndpointManifest("nowhere", new Uri("http://127.0.0.1:1")));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_KilledAgainAndAgain_LosesNoAnsweredWrite()
    {
        var random = new Random(7);
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var running = OperatorProcess.StartAlone(_manifest, "--data", Path.Combine(_folder.Path, "state"));
            using var client = await ConnectAsync(running);
            await AssertKeptAsync(client);

            var until = _answered.Sum() + random.Next(60, 160);
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var writers = Enumerable.Range(0, Writers).Select(writer => WriteAsync(client, writer, until, enough)).ToArray();
            await enough.Task.WaitAsync(Scene.Patience);
            await running.KillAsync();
            await Task.WhenAll(writers).WaitAsync(Scene.Patience);
        }

        await using var last = OperatorProcess.StartAlone(_manifest, "--data", Path.Combine(_folder.Path, "state"));
        using var reader = await ConnectAsync(last);
        await AssertKeptAsync(reader);
    }

    /// <summary>Writes one object again and again, until the server is gone.</summary>
    private async Task WriteAsync(KubernetesClient client, int writer, int until, TaskCompletionSource enough)
    {
        try
        {
            while (true)
            {
                var next = _answered[writer] + 1;
                await client.PatchAsync<V1Secret>($"writer-{writer}", "default", Patch.Apply(Content(writer, next), "test"), CancellationToken.None);
                _answered[writer] = next;
                if (_answered.Sum() >= until)
                {
                    enough.TrySetResult();
                }
            }
        }
        catch (KubernetesException)
        {
            // The server was killed: whether the last write counts is open.
        }
    }

    private async Task AssertKeptAsync(KubernetesClient client)
    {
        for (var writer = 0; writer < Writers; writer++)
        {
            var kept = await client.GetAsync<V1Secret>($"writer-{writer}", "default", CancellationToken.None);
            var count = kept is null ? 0 : int.Parse(Encoding.UTF8.GetString(kept.Data!["count"]), CultureInfo.InvariantCulture);
            Assert.InRange(count, _answered[writer], _answered[writer] + 1);
            Assert.Equal(kept is null ? 0 : Bytes, kept?.Data!["filling"].Length ?? 0);
            _answered[writer] = count;
        }
    }

    private static async Task<KubernetesClient> ConnectAsync(OperatorProcess running) => new(new KubernetesClientConfig
    {
        Server = await running.Api.WaitAsync(Scene.Patience),
        QueriesPerSecond = 0,
    });

    private static JsonObject Content(int writer, int count) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject { ["name"] = $"writer-{writer}" },
        ["data"] = new JsonObject
        {
            ["count"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(count.ToString(CultureInfo.InvariantCulture))),
            ["filling"] = Convert.ToBase64String(Enumerable.Repeat((byte)count, Bytes).ToArray()),
        },
    };
}
