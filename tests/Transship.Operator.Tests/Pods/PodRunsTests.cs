using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Models;
using Transship.Operator.Pods;
using Transship.Operator.Tests.Harness;

namespace Transship.Operator.Tests.Pods;

public sealed class PodRunsTests : IAsyncLifetime
{
    private readonly PodBench _bench = PodBench.Create();

    /// <summary>What becomes of a pod, and whether the Job fails by it.</summary>
    public static TheoryData<string, V1PodStatus> Ends => new()
    {
        { "Evicted", new V1PodStatus { Phase = "Failed", Reason = "Evicted", Message = "The node was low on resource: memory." } },
        { "OutOfMemory", Container("Failed", new V1ContainerState { Terminated = new V1ContainerTerminated { ExitCode = 137, Reason = "OOMKilled" } }) },
        { "NodeLost", new V1PodStatus { Phase = "Failed", Reason = "NodeLost", Message = "Node node-1 which was running pod is unresponsive" } },
        { "WorkerFailed", Container("Failed", new V1ContainerState { Terminated = new V1ContainerTerminated { ExitCode = 139, Reason = "Error" } }) },
    };

    /// <summary>What keeps a pod from its beginning.</summary>
    public static TheoryData<string, V1PodStatus> Obstacles => new()
    {
        { "ImageNotPullable", Container("Pending", new V1ContainerState { Waiting = new V1ContainerWaiting { Reason = "ErrImagePull", Message = "not found" } }) },
        { "Unschedulable", new V1PodStatus { Phase = "Pending", Conditions = [new V1PodCondition { Type = "PodScheduled", Status = "False", Reason = "Unschedulable", Message = "0/3 nodes are available" }] } },
    };

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task AdvanceAsync_DueTasks_GetAJobWithItsAccount()
    {
        await _bench.SeedAsync(2);

        var step = await _bench.AdvanceAsync();

        Assert.Equal((ExecutionMode.Pod, null), (step.Mode, step.Problem));
        Assert.Equal(["t0", "t1"], ShardJobs.TasksOf(Assert.Single(_bench.AllJobs)));
        Assert.Equal(["get", "patch"], Assert.Single(_bench.Bench.Cluster.PeekAll<V1Role>()).Rules![0].Verbs);
        Assert.Single(_bench.Bench.Cluster.PeekAll<V1RoleBinding>());
        Assert.Single(_bench.Bench.Cluster.PeekAll<V1ServiceAccount>());
        Assert.True(_bench.Runs.Holds(_bench.Bench.Stored<ReplicationTask>("t0")));
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task AdvanceAsync_APodThatEnded_IsToldAndItsTasksGoToANewJobWithoutTheFinishedOnes(string reason, V1PodStatus end)
    {
        await _bench.SeedAsync(2);
        await _bench.AdvanceAsync();
        await _bench.WriteAsync("t0", new ReplicationTaskStatus { Phase = ExecutionPhase.Succeeded, Attempts = 1 });
        await _bench.PodAsync(_bench.AllJobs[0], end);
        await _bench.EndAsync(_bench.AllJobs[0], "Failed", "BackoffLimitExceeded");

        var step = await _bench.AdvanceAsync();

        Assert.Equal(reason, step.Problem!.Reason);
        Assert.Equal((ExecutionPhase.Pending, 1, reason), (_bench.Status("t1").Phase, _bench.Status("t1").Attempts, _bench.Status("t1").Reason));
        Assert.False(_bench.Runs.Holds(_bench.Bench.Stored<ReplicationTask>("t1")));

        _bench.Bench.Time.Advance(TimeSpan.FromMinutes(2));
        step = await _bench.AdvanceAsync();

        Assert.Equal(["t1"], ShardJobs.TasksOf(Assert.Single(_bench.AllJobs, job => !ShardJobs.IsHarvested(job))));
        Assert.Equal(ExecutionPhase.Succeeded, _bench.Status("t0").Phase);
    }

    [Theory]
    [MemberData(nameof(Obstacles))]
    public async Task AdvanceAsync_APodThatCannotBegin_IsToldAndWaitedFor(string reason, V1PodStatus status)
    {
        await _bench.SeedAsync(1);
        await _bench.AdvanceAsync();
        await _bench.PodAsync(_bench.AllJobs[0], status);

        var step = await _bench.AdvanceAsync();

        Assert.Equal(reason, step.Problem!.Reason);
        Assert.Null(_bench.Bench.Stored<ReplicationTask>("t0").Status);
        var told = _bench.Runs.Tell(_bench.Execution, _bench.Execution.Status!, step);
        Assert.Equal((reason, true), (told.Conditions!.Single(c => c.Type == "Degraded").Reason, step.IsNews(_bench.Execution.Status!)));
    }

    [Fact]
    public async Task AdvanceAsync_AnImageThatCannotBePulledForMinutes_CountsAnAttempt()
    {
        await _bench.SeedAsync(1);
        await _bench.AdvanceAsync();
        await _bench.PodAsync(_bench.AllJobs[0], Container("Pending", new V1ContainerState { Waiting = new V1ContainerWaiting { Reason = "ImagePullBackOff" } }));
        _bench.Bench.Time.Advance(TimeSpan.FromMinutes(5.5));

        await _bench.AdvanceAsync();

        Assert.Equal((1, "ImageNotPullable"), (_bench.Status("t0").Attempts, _bench.Status("t0").Reason));
        Assert.Empty(_bench.AllJobs);
    }

    [Theory]
    [InlineData("pods \"run-x\" is forbidden: exceeded quota: none, requested: pods=1, used: pods=0, limited: pods=0", "QuotaExceeded")]
    [InlineData("admission webhook \"policy.example.com\" denied the request: no team label", "AdmissionDenied")]
    public async Task AdvanceAsync_PodsThatAreRefused_AreToldFromTheEventsOfTheJob(string words, string reason)
    {
        await _bench.SeedAsync(1);
        await _bench.AdvanceAsync();
        _bench.Bench.Time.Advance(TimeSpan.FromSeconds(6));
        _bench.Bench.Cluster.Add(new V1CoreEvent
        {
            Metadata = new V1ObjectMeta { Name = "e", Namespace = Sample.Namespace },
            Reason = "FailedCreate",
            Message = $"Error creating: {words}",
            LastTimestamp = _bench.Bench.Time.GetUtcNow(),
        });

        var step = await _bench.AdvanceAsync();

        Assert.Equal(reason, step.Problem!.Reason);
        Assert.Contains(words, step.Problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AdvanceAsync_APodThatWasReplaced_IsNoProblemAnyMore()
    {
        // As with podFailurePolicy: the drained pod counts nothing, and the Job makes another one.
        await _bench.SeedAsync(1);
        await _bench.AdvanceAsync();
        var drained = new V1PodStatus { Phase = "Failed", Conditions = [new V1PodCondition { Type = "DisruptionTarget", Status = "True", Reason = "EvictionByEvictionAPI" }] };
        await _bench.PodAsync(_bench.AllJobs[0], drained);
        Assert.Equal("Evicted", (await _bench.AdvanceAsync()).Problem!.Reason);
        _bench.Bench.Time.Advance(TimeSpan.FromSeconds(1));
        await _bench.PodAsync(_bench.AllJobs[0], Container("Running", new V1ContainerState { Running = new V1ContainerRunning() }));

        var step = await _bench.AdvanceAsync();

        Assert.Null(step.Problem);
        Assert.Null(_bench.Bench.Stored<ReplicationTask>("t0").Status);
        Assert.Single(_bench.AllJobs);
    }

    [Fact]
    public async Task AdvanceAsync_AJobThatRanOutOfTime_SaysSoWhateverItsPodSaid()
    {
        await _bench.SeedAsync(1);
        await _bench.AdvanceAsync();
        await _bench.PodAsync(_bench.AllJobs[0], Container("Failed", new V1ContainerState { Terminated = new V1ContainerTerminated { ExitCode = 130 } }));
        await _bench.EndAsync(_bench.AllJobs[0], "Failed", "DeadlineExceeded");

        await _bench.AdvanceAsync();

        Assert.Equal((ExecutionPhase.Pending, ConditionReasons.DeadlineExceeded), (_bench.Status("t0").Phase, _bench.Status("t0").Reason));
    }

    [Fact]
    public async Task AdvanceAsync_AllIsToStop_EndsJobsThatHaveNotBegun()
    {
        await _bench.SeedAsync(1);
        await _bench.AdvanceAsync();
        _bench.Bench.Cluster.Change<ReplicationTask>("t0", task => task with { Spec = task.Spec with { Stop = true } });

        await _bench.AdvanceAsync();

        Assert.Empty(_bench.AllJobs);
    }

    [Theory]
    [InlineData(4, null, ExecutionMode.Pod)]
    [InlineData(3, null, null)]
    [InlineData(3, 300L, ExecutionMode.InProcess)]
    [InlineData(3, 400L, ExecutionMode.Pod)]
    public async Task AdvanceAsync_ModeAuto_GoesToPodsAboveTasksOrBytes(int tasks, long? size, ExecutionMode? expected)
    {
        await _bench.SeedAsync(tasks, mode: null, change: task => task with { Spec = task.Spec with { Artifacts = [.. task.Spec.Artifacts.Select(a => a with { Size = size })] } });

        Assert.Equal(expected, (await _bench.AdvanceAsync()).Mode);
    }

    [Fact]
    public async Task AdvanceAsync_ModeAutoWithALayout_StaysWithTheFolders()
    {
        await _bench.SeedAsync(10, mode: null);
        _bench.Bench.Cluster.Change<Api.Endpoints.Endpoint>("source", e => e with { Spec = e.Spec with { Type = "oci-layout", Url = "file:///data" } });

        Assert.Equal(ExecutionMode.InProcess, (await _bench.AdvanceAsync()).Mode);
    }

    [Fact]
    public async Task CloseAsync_TheLastRun_LeavesNothingBehind()
    {
        await _bench.SeedAsync(1);
        await _bench.AdvanceAsync();
        Assert.NotNull(await _bench.Runs.CloseAsync(_bench.Execution, default));
        Assert.NotEmpty(_bench.Bench.Cluster.PeekAll<V1Role>());
        await _bench.EndAsync(_bench.AllJobs[0], "Complete");

        Assert.Null(await _bench.Runs.CloseAsync(_bench.Execution, default));

        Assert.All(_bench.AllJobs, job => Assert.True(ShardJobs.IsHarvested(job)));
        Assert.Empty(_bench.Bench.Cluster.PeekAll<V1Role>());
        Assert.Empty(_bench.Bench.Cluster.PeekAll<V1RoleBinding>());
        Assert.Empty(_bench.Bench.Cluster.PeekAll<V1ServiceAccount>());
    }

    [Fact]
    public async Task CloseAsync_AgainAndAgain_AsksTheServerOnceUntilARunNeedsTheAccount()
    {
        await _bench.SeedAsync(1);
        await _bench.AdvanceAsync();
        await _bench.EndAsync(_bench.AllJobs[0], "Complete");
        await _bench.Runs.CloseAsync(_bench.Execution, default);
        var asked = _bench.Bench.Cluster.Requests.Count(request => request is { Verb: "get", Kind: "Role" });

        await _bench.Runs.CloseAsync(_bench.Execution, default);
        await _bench.Runs.CloseAsync(_bench.Execution, default);

        Assert.Equal(asked, _bench.Bench.Cluster.Requests.Count(request => request is { Verb: "get", Kind: "Role" }));

        await _bench.Access.EnsureAsync(Sample.Namespace, [WorkerAccess.Name], default);
        await _bench.Runs.CloseAsync(_bench.Execution, default);

        Assert.Empty(_bench.Bench.Cluster.PeekAll<V1Role>());
    }

    private static V1PodStatus Container(string phase, V1ContainerState state) => new() { Phase = phase, ContainerStatuses = [new V1ContainerStatus { Name = "worker", State = state }] };
}
