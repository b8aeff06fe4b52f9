using System.Net;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Operator.Pods;
using Transship.Testing.Kubernetes;

namespace Transship.Operator.Tests.Pods;

public sealed class ShardDispatchTests : IAsyncLifetime
{
    private readonly PodBench _bench = PodBench.Create();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task DispatchAsync_ManyTasks_FillsAsManyPodsAsTheRuleAllows()
    {
        var tasks = await _bench.SeedAsync(7, pod: new RulePod { TasksPerPod = 2, MaxPods = 3 }, parallelism: 9);

        Assert.Null(await _bench.Dispatch.DispatchAsync(_bench.Execution, tasks, default));

        var shards = _bench.AllJobs.Select(Read).OrderBy(s => s.Tasks[0], StringComparer.Ordinal).ToList();
        Assert.Equal([["t0", "t1"], ["t2", "t3"], ["t4", "t5"]], shards.Select(s => s.Tasks));
        Assert.All(shards, shard => Assert.Equal((3, 3), (shard.Pods, shard.Parallelism)));
        Assert.All(shards, shard => Assert.Equal(["destination", "source"], shard.Endpoints.Keys.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task DispatchAsync_LessParallelismThanPods_HasAPodForEach()
    {
        var tasks = await _bench.SeedAsync(8, pod: new RulePod { TasksPerPod = 1, MaxPods = 8 }, parallelism: 2);

        await _bench.Dispatch.DispatchAsync(_bench.Execution, tasks, default);

        Assert.Equal([1, 1], _bench.AllJobs.Select(job => Read(job).Parallelism));
    }

    [Fact]
    public async Task DispatchAsync_WhileMoreTasksMayCome_MakesFullPodsOnly()
    {
        var tasks = await _bench.SeedAsync(5, pod: new RulePod { TasksPerPod = 2 }, isComplete: false);

        await _bench.Dispatch.DispatchAsync(_bench.Execution, tasks, default);

        Assert.Equal([2, 2], _bench.AllJobs.Select(job => Read(job).Tasks.Count));
    }

    [Fact]
    public async Task DispatchAsync_JobsThatTheCacheDoesNotShow_KeepTheirTasks()
    {
        var tasks = await _bench.SeedAsync(4, pod: new RulePod { TasksPerPod = 2, MaxPods = 4 });
        _bench.Jobs.Freeze();
        await _bench.Dispatch.DispatchAsync(_bench.Execution, tasks, default);

        await _bench.Dispatch.DispatchAsync(_bench.Execution, tasks, default);

        Assert.Equal(["t0", "t1", "t2", "t3"], _bench.AllJobs.SelectMany(ShardJobs.TasksOf).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task DispatchAsync_TheQuotaIsUsedUp_WaitsAndUsesUpNoAttempt()
    {
        var tasks = await _bench.SeedAsync(2);
        Refuse(HttpStatusCode.Forbidden, "jobs.batch \"x\" is forbidden: exceeded quota: compute, requested: count/jobs.batch=1");

        var problem = await _bench.Dispatch.DispatchAsync(_bench.Execution, tasks, default);

        Assert.Equal(ConditionReasons.QuotaExceeded, problem!.Reason);
        Assert.Null(_bench.Bench.Stored<Api.Tasks.ReplicationTask>("t0").Status);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "admission webhook \"policy.example.com\" denied the request: no label team")]
    [InlineData(HttpStatusCode.UnprocessableEntity, "Job.batch \"x\" is invalid: spec.template.spec.containers[0].env[0].name: Invalid value: \"1\"")]
    public async Task DispatchAsync_AdmissionIsDenied_FailsAnAttemptInTheClustersWords(HttpStatusCode code, string words)
    {
        var tasks = await _bench.SeedAsync(2);
        Refuse(code, words);

        var problem = await _bench.Dispatch.DispatchAsync(_bench.Execution, tasks, default);

        Assert.Equal(ConditionReasons.AdmissionDenied, problem!.Reason);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        Assert.All(["t0", "t1"], task => Assert.Equal(
            (ExecutionPhase.Pending, 1, ConditionReasons.AdmissionDenied), (_bench.Status(task).Phase, _bench.Status(task).Attempts, _bench.Status(task).Reason)));
        Assert.NotNull(_bench.Status("t0").NextRetryTime);
    }

    [Fact]
    public async Task DispatchAsync_TheServerIsAway_IsTheControllersToRepeat()
    {
        var tasks = await _bench.SeedAsync(2);
        Refuse(HttpStatusCode.InternalServerError, "etcd is away");

        await Assert.ThrowsAsync<KubernetesException>(() => _bench.Dispatch.DispatchAsync(_bench.Execution, tasks, default));
    }

    private static Shard Read(V1Job job) => Shard.Parse(job.Spec.Template.Metadata.Annotations![TransshipApi.ShardAnnotation]);

    private void Refuse(HttpStatusCode code, string message) => _bench.Bench.Cluster.Before = (request, _) =>
        request is { Verb: "create", Kind: "Job" } ? throw Failures.Of(code, code.ToString(), message) : Task.CompletedTask;
}
