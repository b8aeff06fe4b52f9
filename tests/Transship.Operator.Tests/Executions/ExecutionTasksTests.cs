using Moq;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Operator.Executions;
using Transship.Operator.Tests.Harness;
using Transship.Replication.Planning;
using Transship.Runtime.Writes;

namespace Transship.Operator.Tests.Executions;

public sealed class ExecutionTasksTests : IAsyncLifetime
{
    private static readonly RepositoryPlan Plan =
        new("library/app", "destination", "mirror/app", [new TaskArtifact { Tag = "v1", Digest = "sha256:1" }], UpToDate: 2, Refused: 0);

    private readonly Bench _bench = Bench.Create();
    private ReplicationExecution _execution = null!;

    public async Task InitializeAsync() => _execution = await _bench.SeedAsync(Sample.Started("run"));

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task Ensure_Work_MakesATaskOfTheExecution()
    {
        await EnsureAsync(Plan);

        var task = Assert.Single(_bench.Cluster.PeekAll<ReplicationTask>());
        Assert.True(ExecutionTasks.IsOf(task, _execution));
        Assert.Equal(("run", "nightly"), (task.Metadata.Labels![TransshipApi.ExecutionLabel], task.Metadata.Labels[TransshipApi.RuleLabel]));
        Assert.Equal(("library/app", "mirror/app", 3, "1m"), (task.Spec.Source.Repository, task.Spec.Destination.Repository, task.Spec.RetryLimit, task.Spec.RetryBackoff));
        Assert.StartsWith("run-", task.Metadata.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ensure_NoWork_MakesNone()
    {
        await EnsureAsync(Plan with { Work = [] });
        Assert.Empty(_bench.Cluster.PeekAll<ReplicationTask>());
    }

    [Fact]
    public async Task W7_EnsureTwice_MakesOne()
    {
        await EnsureAsync(Plan);
        await EnsureAsync(Plan);
        Assert.Single(_bench.Cluster.PeekAll<ReplicationTask>());
    }

    [Fact]
    public async Task Ensure_ChunkWithWorkThatTheFirstPlanDidNotSee_MakesATaskForThatWorkOnly()
    {
        var later = Plan with { Work = [new TaskArtifact { Tag = "v1", Digest = "sha256:moved" }, new TaskArtifact { Tag = "v2", Digest = "sha256:2" }] };

        await EnsureAsync(Plan);
        await EnsureAsync(later);
        await EnsureAsync(later);

        var tags = _bench.Cluster.PeekAll<ReplicationTask>().Select(task => Assert.Single(task.Spec.Artifacts).Tag!);
        Assert.Equal(["v1", "v2"], tags.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Ensure_OtherChunkOrDestination_MakesAnother()
    {
        await EnsureAsync(Plan);
        await EnsureAsync(Plan with { Chunk = 1 });
        await EnsureAsync(Plan with { DestinationRepository = "other/app" });
        Assert.Equal(3, _bench.Cluster.PeekAll<ReplicationTask>().Count);
    }

    [Fact]
    public async Task W7_NameIsHeldByATaskOfADeletedExecution_IsReplaced()
    {
        await EnsureAsync(Plan);
        var left = _bench.Cluster.PeekAll<ReplicationTask>().Single();
        _bench.Cluster.Remove<ReplicationExecution>("run");
        _execution = await _bench.SeedAsync(Sample.Started("run"));

        await EnsureAsync(Plan);

        var task = Assert.Single(_bench.Cluster.PeekAll<ReplicationTask>());
        Assert.Equal(left.Metadata.Name, task.Metadata.Name);
        Assert.NotEqual(left.Metadata.Uid, task.Metadata.Uid);
        Assert.True(ExecutionTasks.IsOf(task, _execution));
    }

    [Fact]
    public async Task List_TasksOfAnExecutionThatHadTheName_AreNotCounted()
    {
        await EnsureAsync(Plan);
        _bench.Cluster.Remove<ReplicationExecution>("run");
        _execution = await _bench.SeedAsync(Sample.Started("run"));
        await EnsureAsync(Plan with { Chunk = 1 });

        Assert.Single(await _bench.ExecutionTasks.ListAsync(_execution, CancellationToken.None));
        Assert.Equal(2, _bench.Cluster.PeekAll<ReplicationTask>().Count);
    }

    [Fact]
    public async Task Ensure_LongNames_FitIntoLabels()
    {
        var name = new string('n', 200);
        var execution = await _bench.SeedAsync(Sample.Started(name) with { Spec = Sample.Execution(name, new string('r', 200)).Spec });

        await _bench.ExecutionTasks.EnsureAsync(execution, Plan, CancellationToken.None);

        var task = Assert.Single(await _bench.ExecutionTasks.ListAsync(execution, CancellationToken.None));
        Assert.All(task.Metadata.Labels!.Values, value => Assert.InRange(value.Length, 1, 63));
        Assert.InRange(task.Metadata.Name!.Length, 1, 63);
    }

    [Fact]
    public async Task List_SeveralPages_ReadsAll()
    {
        var client = new Mock<IKubernetesClient>(MockBehavior.Strict);
        client.Setup(c => c.ListAsync<ReplicationTask>(It.Is<ListQuery>(q => q.Continue == null && q.Limit == 500), It.IsAny<CancellationToken>()))
            .ReturnsAsync(Page("more", Sample.Task("a", _execution)));
        client.Setup(c => c.ListAsync<ReplicationTask>(It.Is<ListQuery>(q => q.Continue == "more"), It.IsAny<CancellationToken>()))
            .ReturnsAsync(Page("", Sample.Task("b", _execution)));

        var tasks = await new ExecutionTasks(client.Object, new EntityWriter(client.Object, _bench.Time)).ListAsync(_execution, CancellationToken.None);

        Assert.Equal(["a", "b"], tasks.Select(task => task.Metadata.Name!));
    }

    private static EntityList<ReplicationTask> Page(string token, ReplicationTask task) => new() { Metadata = new V1ListMeta { Continue = token }, Items = [task] };

    private Task EnsureAsync(RepositoryPlan plan) => _bench.ExecutionTasks.EnsureAsync(_execution, plan, CancellationToken.None);
}
