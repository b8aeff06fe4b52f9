using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Kubernetes.Models;
using Transship.Operator.TaskLogs;
using Transship.Operator.Tasks;
using Transship.Operator.Tests.Harness;
using Transship.Registry.Content;
using Transship.Testing.Registry;

namespace Transship.Operator.Tests.Tasks;

/// <summary>Tasks that remove, at a registry that deletes by digest only, and what a task logs.</summary>
public sealed class RepositoryRemovalTests : IAsyncLifetime
{
    private const string Repository = "library/app";

    private readonly Bench _bench = Bench.Create();
    private FakeRegistry _source = null!;
    private FakeRegistry _destination = null!;

    public async Task InitializeAsync()
    {
        _source = await FakeRegistry.StartAsync();
        _destination = await FakeRegistry.StartAsync();
        _bench.Cluster.Add(Sample.Endpoint("source", _source.Url.ToString()));
        _bench.Cluster.Add(Sample.Endpoint("destination", _destination.Url.ToString()));
    }

    public async Task DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _source.DisposeAsync();
        await _destination.DisposeAsync();
    }

    [Fact]
    public async Task Run_GoneAtTheSource_IsRemovedWithWhatIsAttached()
    {
        var (image, kept) = (Image("v1", 1), Image("v2", 2));
        _destination.Store[Repository].Tags[$"sha256-{image.Hex}.sig"] = Image("signature", 3);
        _destination.Store[Repository].Tags.TryRemove("signature", out _);

        var outcome = await RunAsync(("v1", image));

        Assert.Equal(new ArtifactCounts { Total = 1, Deleted = 1 }, outcome.Counts);
        Assert.Equal([kept], _destination.Store[Repository].Manifests.Keys);
    }

    [Fact]
    public async Task Run_AnotherTagNeedsTheDigest_NothingIsRemoved()
    {
        var image = Image("v1", 1);
        _destination.Store[Repository].Tags["stable"] = image;

        var outcome = await RunAsync(("v1", image));

        Assert.Equal(new ArtifactCounts { Total = 1, Refused = 1, Deleted = 0 }, outcome.Counts);
        Assert.Equal(0, _destination.Requests.Count("DELETE"));
    }

    [Fact]
    public async Task Run_BothTagsOfADigestGo_OneDeletionServesBoth()
    {
        var image = Image("v1", 1);
        _destination.Store[Repository].Tags["stable"] = image;

        var outcome = await RunAsync(("v1", image), ("stable", image));

        Assert.Equal(new ArtifactCounts { Total = 2, Deleted = 2 }, outcome.Counts);
        Assert.Equal(1, _destination.Requests.Count("DELETE"));
    }

    [Fact]
    public async Task Run_MovedSinceThePlanOrBackAtTheSourceOrGone_Stays()
    {
        var (old, moved, back) = (Digest.Sha256("old"u8), Image("moved", 1), Image("back", 2));
        _source.Store[Repository].AddImage("back", [FakeImages.Bytes(2, 200)]);

        var outcome = await RunAsync(("moved", old), ("back", back), ("gone", old));

        Assert.Equal(new ArtifactCounts { Total = 3, Refused = 1, UpToDate = 2, Deleted = 0 }, outcome.Counts);
        Assert.Contains(moved, _destination.Store[Repository].Manifests.Keys);
        Assert.Equal(0, _destination.Requests.Count("DELETE"));
    }

    [Fact]
    public async Task Run_RegistryRefusesDeletions_FailsWithItsReasonAndIsNotRepeated()
    {
        var image = Image("v1", 1);
        _destination.Intercept = RefuseDeletions;

        var outcome = await RunAsync(("v1", image));

        Assert.Equal((ConditionReasons.Unsupported, false), (outcome.Failure!.Reason, outcome.Failure.CanHeal));
        Assert.Equal(1, outcome.Counts.Failed);

        static Task<bool> RefuseDeletions(Microsoft.AspNetCore.Http.HttpContext context)
        {
            var refuses = context.Request.Method == "DELETE";
            context.Response.StatusCode = refuses ? 405 : 200;
            return Task.FromResult(refuses);
        }
    }

    [Fact]
    public async Task Run_PushIsForbidden_FailsWithPermissionDeniedBeforeAByteIsSent()
    {
        var image = _source.Store[Repository].AddImage("v1", [FakeImages.Bytes(1, 200)]);
        _destination.Intercept = context =>
        {
            var refuses = context.Request.Method is "POST" or "PUT" or "PATCH";
            context.Response.StatusCode = refuses ? 403 : 200;
            return Task.FromResult(refuses);
        };

        var outcome = await RunAsync(TaskOperation.Copy, ("v1", image.Digest));

        Assert.Equal((ConditionReasons.PermissionDenied, false), (outcome.Failure!.Reason, outcome.Failure.CanHeal));
        Assert.Equal((0, 0), (_destination.Requests.Count("PUT"), _destination.Requests.Count("PATCH")));
        Assert.Equal(0, outcome.Bytes.Transferred);
    }

    [Fact]
    public async Task Run_Ended_ItsLogIsInAConfigMapOfTheTaskWithAllFields()
    {
        var image = Image("v1", 1);

        await RunAsync(("v1", image));

        var log = _bench.Stored<V1ConfigMap>("t-log");
        Assert.Equal("t", log.Metadata.OwnerReferences!.Single().Name);
        var line = log.Data![LogMap.Key].Split('\n')[0];
        Assert.Contains($"\"message\":\"{Repository}:v1@{image} was removed\",\"execution\":\"run\",\"task\":\"t\",\"attempt\":1,\"repository\":\"{Repository}\",\"tag\":\"v1\",\"digest\":\"{image}\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SecondAttempt_GoesOnWithTheLogOfTheFirst()
    {
        var task = await SeedAsync(TaskOperation.Delete, [("v1", Image("v1", 1))]);
        await _bench.Runner.RunAsync(task, TaskProgress.Of(task), CancellationToken.None);
        task = task with { Status = new ReplicationTaskStatus { Attempts = 2 } };
        Image("v1", 1);

        await _bench.Runner.RunAsync(task, TaskProgress.Of(task), CancellationToken.None);

        var lines = _bench.Stored<V1ConfigMap>("t-log").Data![LogMap.Key].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains("\"attempt\":2", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Append_MoreThanFits_TheNewestLinesStay()
    {
        var log = new TaskLog(null);
        for (var i = 0; i < 2000; i++)
        {
            log.Append($"{i:d4} {new string('x', 95)}");
        }

        var text = log.ToString();
        Assert.True(text.Length <= TaskLog.MaxBytes);
        Assert.StartsWith("1352 ", text, StringComparison.Ordinal);
        Assert.Contains("\n1999 ", text, StringComparison.Ordinal);
    }

    private Digest Image(string tag, int seed) => _destination.Store[Repository].AddImage(tag, [FakeImages.Bytes(seed, 200)]).Digest;

    private Task<TaskOutcome> RunAsync(params (string Tag, Digest Digest)[] artifacts) => RunAsync(TaskOperation.Delete, artifacts);

    private async Task<TaskOutcome> RunAsync(TaskOperation operation, params (string Tag, Digest Digest)[] artifacts)
    {
        var task = await SeedAsync(operation, artifacts);
        return await _bench.Runner.RunAsync(task, TaskProgress.Of(task), CancellationToken.None);
    }

    private Task<ReplicationTask> SeedAsync(TaskOperation operation, (string Tag, Digest Digest)[] artifacts)
    {
        var task = Sample.Task("t", Sample.Started("run"));
        return _bench.SeedAsync(task with
        {
            Spec = task.Spec with { Operation = operation, Artifacts = [.. artifacts.Select(a => new TaskArtifact { Tag = a.Tag, Digest = a.Digest.ToString() })] },
        });
    }
}
