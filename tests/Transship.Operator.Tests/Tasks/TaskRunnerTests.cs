using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Tasks;
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
    public async Task Run_OneArtifactIsGone_OthersAreCopied()
    {
        var image = Image("v1", 1);
        var outcome = await RunAsync(Task(("gone", Digest.Sha256([1])), ("v1", image)));

        Assert.Equal(new ArtifactCounts { Total = 2, Succeeded = 1, Failed = 1 }, outcome.Counts);
        Assert.Equal((ConditionReasons.NotFound, false), (outcome.Failure!.Reason, outcome.Failure.CanHeal));
        Assert.Equal(("library/app:gone", "destination"), (outcome.Failures.Single().Artifact, outcome.Failures.Single().Destination));
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

        var outcome = await RunAsync(Task(("gone", Digest.Sha256([1])), ("v1", image)));

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

    private Digest Image(string tag, int seed) => _source.Store[Repository].AddImage(tag, [FakeImages.Bytes(seed, 2000)]).Digest;

    private static ReplicationTask Task(params (string Tag, Digest Digest)[] artifacts)
    {
        var task = Sample.Task("t", Sample.Execution("e"), repository: Repository);
        return task with { Spec = task.Spec with { Artifacts = [.. artifacts.Select(a => new TaskArtifact { Tag = a.Tag, Digest = a.Digest.ToString() })] } };
    }

    private Task<TaskOutcome> RunAsync(ReplicationTask task) =>
        _bench.Runner.RunAsync(task, TaskProgress.Of(task), CancellationToken.None).WaitAsync(Patience.Limit);
}
