using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Kubernetes.Models;
using Transship.Operator.TaskLogs;
using Transship.Operator.Tasks;
using Transship.Operator.Tests.Harness;
using Transship.Registry.Content;
using Transship.Testing.Registry;
using Transship.Testing.Time;

namespace Transship.Operator.Tests.Tasks;

public sealed class TaskRunnerTests : IAsyncLifetime
{
    private const string Repository = "library/app";

    private readonly Bench _bench = Bench.Create();
    private FakeRegistry _source = null!;
    private FakeRegistry _destination = null!;

    public async Task InitializeAsync()
    {
        _source = await FakeRegistry.StartAsync();
        _destination = await FakeRegistry.StartAsync(new FakeRegistryOptions { Username = "robot", Password = "secret" });
        _bench.Cluster.Add(Sample.Endpoint("source", _source.Url.ToString()));
        _bench.Cluster.Add(Sample.Endpoint("destination", _destination.Url.ToString(), "login"));
        _bench.Cluster.Add(Sample.Secret("login", ("username", "robot"), ("password", "secret")));
    }

    public async Task DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _source.DisposeAsync();
        await _destination.DisposeAsync();
    }

    [Fact]
    public async Task Run_AllGoesWell_CountsCopiedAndUpToDate()
    {
        var (first, second) = (Image("v1", 1), Image("v2", 2));
        var outcome = await RunAsync(Task(("v1", first)));
        Assert.Equal(new ArtifactCounts { Total = 1, Succeeded = 1 }, outcome.Counts);

        outcome = await RunAsync(Task(("v1", first), ("v2", second)));

        Assert.Null(outcome.Failure);
        Assert.Equal(new ArtifactCounts { Total = 2, Succeeded = 1, UpToDate = 1 }, outcome.Counts);
        Assert.True(outcome.Bytes.Transferred > 0);
        Assert.Empty(_destination.Store.MissingFor(Repository, "v2"));
    }

    [Fact]
    public async Task Run_OneArtifactLacksContent_OthersAreCopied()
    {
        var (image, broken) = (Image("v1", 1), Broken("broken", 7));
        var outcome = await RunAsync(Task(("broken", broken), ("v1", image)));

        Assert.Equal(new ArtifactCounts { Total = 2, Succeeded = 1, Failed = 1 }, outcome.Counts);
        Assert.Equal((ConditionReasons.NotFound, false), (outcome.Failure!.Reason, outcome.Failure.CanHeal));
        Assert.Equal(("library/app:broken", "destination"), (outcome.Failures.Single().Artifact, outcome.Failures.Single().Destination));
    }

    [Fact]
    public async Task Run_TagMovedAndItsOldContentIsGone_CopiesWhatItStandsForNow()
    {
        var image = Image("v1", 1);
        var outcome = await RunAsync(Task(("v1", Digest.Sha256([1]))));

        Assert.Null(outcome.Failure);
        Assert.Equal(new ArtifactCounts { Total = 1, Succeeded = 1 }, outcome.Counts);
        Assert.Equal(image, _destination.Store[Repository].Tags["v1"]);
        Assert.Equal(1, _source.Requests.Count("HEAD", "/manifests/v1"));
    }

    [Fact]
    public async Task Run_TagMovedAndItsOldContentIsThere_CopiesWhatThePlanSaw()
    {
        var planned = Image("v1", 1);
        Image("v1", 2);

        await RunAsync(Task(("v1", planned)));

        Assert.Equal(planned, _destination.Store[Repository].Tags["v1"]);
        Assert.Equal(0, _source.Requests.Count("HEAD", "/manifests/v1"));
    }

    [Fact]
    public async Task Run_TagDeletedAfterThePlan_IsNoFailure()
    {
        var outcome = await RunAsync(Task(("gone", Digest.Sha256([1]))));

        Assert.Null(outcome.Failure);
        Assert.Equal(new ArtifactCounts { Total = 1, UpToDate = 1 }, outcome.Counts);
        Assert.Empty(_destination.Store[Repository].Tags);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Run_ArtifactHasAttachments_TheyTravelAsTheTaskSays(bool referrers, bool signatures)
    {
        var repository = _source.Store[Repository];
        var image = repository.AddImage("v1", [FakeImages.Bytes(1, 2000)]);
        var sbom = repository.AddReferrer(image, "application/spdx+json", [1, 2, 3]);
        var signature = $"sha256-{image.Digest.Hex}.sig";
        repository.AddImage(signature, [FakeImages.Bytes(5, 300)]);
        var task = Task(("v1", image.Digest));

        await RunAsync(task with { Spec = task.Spec with { Referrers = referrers, Signatures = signatures } });

        var copied = _destination.Store[Repository];
        Assert.Equal(image.Digest, copied.Tags["v1"]);
        Assert.Equal((referrers, signatures), (copied.Manifests.ContainsKey(sbom.Digest), copied.Tags.ContainsKey(signature)));
    }

    [Fact]
    public async Task Run_TasksToTwoDestinations_TheSourceSendsEachBlobOnce()
    {
        await using var other = await FakeRegistry.StartAsync();
        _bench.Cluster.Add(Sample.Endpoint("other", other.Url.ToString()));
        var images = Enumerable.Range(0, 10).Select(i => ($"v{i}", Image($"v{i}", i))).ToArray();
        var first = Task(images);
        first = first with { Spec = first.Spec with { Companions = 1 } };
        var second = first with { Spec = first.Spec with { Destination = first.Spec.Destination with { EndpointRef = new LocalReference { Name = "other" } } } };

        var outcomes = await System.Threading.Tasks.Task.WhenAll(RunAsync(first), RunAsync(second));

        Assert.All(outcomes, outcome => Assert.Equal(new ArtifactCounts { Total = 10, Succeeded = 10 }, outcome.Counts));
        var gets = _source.Requests.All.Where(r => r.Method == "GET" && r.Path.Contains("/blobs/", StringComparison.Ordinal)).Select(r => r.Path).ToList();
        Assert.Equal(20, gets.Count);
        Assert.Equal(20, gets.Distinct(StringComparer.Ordinal).Count());
        Assert.All(images, image => Assert.Empty(other.Store.MissingFor(Repository, image.Item1)));
    }

    [Fact]
    public async Task Run_TaskNamesPlatforms_OnlyTheseAreCopied()
    {
        var repository = _source.Store[Repository];
        var (amd, arm) = (repository.AddImage(null, [FakeImages.Bytes(1, 2000)]), repository.AddImage(null, [FakeImages.Bytes(2, 2000)]));
        var index = repository.AddIndex("v1", ("amd64", amd), ("arm64", arm));
        var task = Task(("v1", index.Digest));

        await RunAsync(task with { Spec = task.Spec with { Platforms = ["linux/arm64"] } });

        var copied = _destination.Store[Repository];
        Assert.Equal((true, false, true), (copied.Manifests.ContainsKey(arm.Digest), copied.Manifests.ContainsKey(amd.Digest), copied.Tags.ContainsKey("v1")));
    }

    [Fact]
    public async Task Run_TagStaysWithoutOverride_IsRefused()
    {
        var image = Image("v1", 1);
        _destination.Store[Repository].AddImage("v1", [FakeImages.Bytes(9, 100)]);
        var task = Task(("v1", image));

        var outcome = await RunAsync(task with { Spec = task.Spec with { Override = false } });

        Assert.Null(outcome.Failure);
        Assert.Equal(new ArtifactCounts { Total = 1, Refused = 1 }, outcome.Counts);
    }

    [Fact]
    public async Task Run_WrongPassword_EndsTheAttemptWithoutAskingForEachArtifact()
    {
        _bench.Cluster.Change<Kubernetes.Models.V1Secret>("login", secret => Sample.Secret("login", ("username", "robot"), ("password", "wrong")));
        var artifacts = Enumerable.Range(0, 200).Select(i => ($"v{i}", Digest.Sha256([(byte)i]))).ToArray();

        var outcome = await RunAsync(Task(artifacts));

        Assert.Equal((ConditionReasons.AuthenticationFailed, false), (outcome.Failure!.Reason, outcome.Failure.CanHeal));
        Assert.InRange(_destination.Requests.All.Count, 1, 100);
        Assert.Equal(200, outcome.Counts.Failed + outcome.Counts.Pending);
        Assert.DoesNotContain(outcome.Failures, failure => failure.Message.Contains("wrong", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_WithAPassword_NeitherItNorItsEncodingIsInTheLogOfTheTask()
    {
        _bench.Cluster.Change<V1Secret>("login", secret => secret with { Data = new Dictionary<string, byte[]> { ["username"] = "robot"u8.ToArray(), ["password"] = "hunter2-is-no-secret"u8.ToArray() } });
        var (image, broken) = (Image("v1", 1), Broken("broken", 7));

        await RunAsync(Task(("v1", image), ("broken", broken)));

        var log = Assert.Single(_bench.Cluster.PeekAll<V1ConfigMap>()).Data![LogMap.Key];
        Assert.Contains("failed", log, StringComparison.Ordinal);
        foreach (var secret in new[] { "hunter2-is-no-secret", Convert.ToBase64String("hunter2-is-no-secret"u8), Convert.ToBase64String("robot:hunter2-is-no-secret"u8) })
        {
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Run_OneFailureMayHealAndOneCannot_TheAttemptMayHeal()
    {
        var image = Image("v1", 1);
        _source.Intercept = context =>
        {
            if (!context.Request.Path.Value!.Contains(image.ToString(), StringComparison.Ordinal))
            {
                return System.Threading.Tasks.Task.FromResult(false);
            }

            context.Response.StatusCode = 503;
            return System.Threading.Tasks.Task.FromResult(true);
        };

        var outcome = await RunAsync(Task(("broken", Broken("broken", 7)), ("v1", image)));

        Assert.Equal((ConditionReasons.Unavailable, true), (outcome.Failure!.Reason, outcome.Failure.CanHeal));
        Assert.Equal(2, outcome.Failures.Count);
    }

    [Fact]
    public async Task Run_Cancelled_ThrowsAndLeavesNoTag()
    {
        var image = Image("v1", 1);
        using var stop = new CancellationTokenSource();
        _destination.Intercept = async context =>
        {
            if (context.Request.Method == "PUT")
            {
                await stop.CancelAsync();
            }

            return false;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _bench.Runner.RunAsync(Task(("v1", image)), new TaskProgress(0, new ByteCounts()), stop.Token));
        Assert.Empty(_destination.Store[Repository].Tags);
    }

    [Fact]
    public async Task Run_SecretRotatesInMidRun_TheFailureMayHeal()
    {
        var image = Image("v1", 1);
        _destination.Intercept = context =>
        {
            // From its first request on, the registry takes another password, and the secret holds it.
            if (_bench.Cluster.Peek<Kubernetes.Models.V1Secret>("login")!.Data!.Count == 2)
            {
                _bench.Cluster.Change<Kubernetes.Models.V1Secret>("login", _ => Sample.Secret("login", ("username", "robot"), ("password", "new"), ("rotated", "yes")));
            }

            context.Response.StatusCode = 401;
            return System.Threading.Tasks.Task.FromResult(true);
        };

        var outcome = await RunAsync(Task(("v1", image)));

        Assert.Equal((ConditionReasons.AuthenticationFailed, true), (outcome.Failure!.Reason, outcome.Failure.CanHeal));
    }

    private Digest Broken(string tag, int seed)
    {
        var image = _source.Store[Repository].AddImage(tag, [FakeImages.Bytes(seed, 2000)]);
        _source.Store[Repository].Blobs.TryRemove(image.Blobs[1].Digest, out _);
        return image.Digest;
    }

    private Digest Image(string tag, int seed) => _source.Store[Repository].AddImage(tag, [FakeImages.Bytes(seed, 2000)]).Digest;

    private static ReplicationTask Task(params (string Tag, Digest Digest)[] artifacts)
    {
        var task = Sample.Task("t", Sample.Execution("e"), repository: Repository);
        return task with { Spec = task.Spec with { Artifacts = [.. artifacts.Select(a => new TaskArtifact { Tag = a.Tag, Digest = a.Digest.ToString() })] } };
    }

    private Task<TaskOutcome> RunAsync(ReplicationTask task) =>
        _bench.Runner.RunAsync(task, TaskProgress.Of(task), CancellationToken.None).WaitAsync(Patience.Limit);
}
