using Transship.Api;
using Transship.Api.Tasks;
using Transship.Operator.Tasks;
using Transship.Operator.Tests.Harness;
using Transship.Testing.Registry;

namespace Transship.Operator.Tests.Tasks;

public sealed class TaskPoolTests : IAsyncLifetime
{
    private readonly Bench _bench = Bench.Create(new TaskPoolOptions(3, "worker-1"));
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FakeRegistry _registry = null!;

    public async Task InitializeAsync()
    {
        _registry = await FakeRegistry.StartAsync();
        _registry.Intercept = async context =>
        {
            await _open.Task.WaitAsync(context.RequestAborted);
            return false;
        };
        _bench.Cluster.Add(Sample.Endpoint("source", _registry.Url.ToString()));
        _bench.Cluster.Add(Sample.Endpoint("destination", _registry.Url.ToString()));
    }

    public async Task DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Fact]
    public void TryStart_PlacesOfTheExecutionTaken_Waits()
    {
        Assert.True(_bench.Pool.TryStart(Task("a", 1), 2));
        Assert.True(_bench.Pool.TryStart(Task("a", 2), 2));
        Assert.False(_bench.Pool.TryStart(Task("a", 3), 2));
        Assert.True(_bench.Pool.TryStart(Task("b", 1), 2));
        Assert.False(_bench.Pool.TryStart(Task("b", 2), 2));
        Assert.Equal(2, _bench.Pool.Waiting);
    }

    [Fact]
    public void TryStart_Twice_StartsOnce()
    {
        Assert.True(_bench.Pool.TryStart(Task("a", 1), 1));
        Assert.True(_bench.Pool.TryStart(Task("a", 1), 1));
        Assert.NotNull(_bench.Pool.Progress(Task("a", 1)));
        Assert.Null(_bench.Pool.Outcome(Task("a", 1)));
    }

    [Fact]
    public async Task Forget_AttemptGoesOn_ItsPlaceIsFreeAndTheNextIsWoken()
    {
        _bench.Pool.TryStart(Task("a", 1), 1);
        _bench.Pool.TryStart(Task("a", 2), 1);

        _bench.Pool.Forget(Task("a", 1));

        Assert.Equal("a-2", await _bench.TaskQueue.NextAsync());
        Assert.True(_bench.Pool.TryStart(Task("a", 2), 1));
    }

    [Fact]
    public void Forget_TaskThatOnlyWaited_WakesNobody()
    {
        for (var i = 1; i <= 6; i++)
        {
            _bench.Pool.TryStart(Task("a", i), 3);
        }

        _bench.Pool.Forget(Task("a", 5));

        Assert.Empty(_bench.TaskQueue.Take());
        Assert.Equal(2, _bench.Pool.Waiting);
    }

    [Fact]
    public async Task Forget_EndOfACancelledAttempt_DoesNotEndTheNextOne()
    {
        _bench.Pool.TryStart(Task("a", 1), 1);
        _bench.Pool.Forget(Task("a", 1));
        _bench.Pool.TryStart(Task("a", 1), 1);
        Assert.Equal("a-1", await _bench.TaskQueue.NextAsync());

        Assert.NotNull(_bench.Pool.Progress(Task("a", 1)));
        Assert.False(_bench.Pool.TryStart(Task("a", 2), 1));
    }

    [Fact]
    public async Task Attempts_AThousandTasksOfThreeExecutions_AllRunAndNeverTooMany()
    {
        // A key that is woken tries to start; an attempt that ends is forgotten, as the controller does. Whatever is neither is lost.
        _open.SetResult();
        var tasks = Enumerable.Range(0, 1000).Select(i => i % 4 == 0 ? Companion("abc"[i % 3].ToString(), i, chunk: i / 100) : Task("abc"[i % 3].ToString(), i)).ToDictionary(task => task.Metadata.Name!, StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var task in tasks.Values)
        {
            _bench.Pool.TryStart(task, 2);
        }

        while (done.Count < tasks.Count)
        {
            var task = tasks[await _bench.TaskQueue.NextAsync()];
            if (_bench.Pool.Outcome(task) is not null)
            {
                _bench.Pool.Forget(task);
                done.Add(task.Metadata.Name!);
            }
            else if (!done.Contains(task.Metadata.Name!))
            {
                _bench.Pool.TryStart(task, 2);
            }

            var running = tasks.Values.Where(t => _bench.Pool.Progress(t) is not null);
            Assert.InRange(running.DistinctBy(t => t.Spec.Companions > 0 ? TaskGroup.Of(t) : t.Metadata.Name).Count(), 0, 3);
        }

        Assert.Equal(0, _bench.Pool.Waiting);
    }

    [Fact]
    public void TryStart_CompanionOfARunningTask_NeedsNoPlace()
    {
        Assert.True(_bench.Pool.TryStart(Companion("a", 1, chunk: 0), 1));
        Assert.False(_bench.Pool.TryStart(Companion("a", 2, chunk: 1), 1));
        Assert.True(_bench.Pool.TryStart(Companion("a", 3, chunk: 0), 1));

        _bench.Pool.Forget(Companion("a", 1, chunk: 0));
        Assert.False(_bench.Pool.TryStart(Companion("a", 2, chunk: 1), 1));
        _bench.Pool.Forget(Companion("a", 3, chunk: 0));
        Assert.True(_bench.Pool.TryStart(Companion("a", 2, chunk: 1), 1));
    }

    [Fact]
    public async Task TryStart_FirstOfItsCompanions_WakesThoseThatWait()
    {
        _bench.Pool.TryStart(Task("a", 1), 1);
        _bench.Pool.TryStart(Companion("a", 2, chunk: 0), 1);
        _bench.Pool.TryStart(Companion("a", 3, chunk: 0), 1);

        _bench.Pool.Forget(Task("a", 1));
        Assert.Equal("a-2", await _bench.TaskQueue.NextAsync());
        Assert.True(_bench.Pool.TryStart(Companion("a", 2, chunk: 0), 1));

        Assert.Equal("a-3", await _bench.TaskQueue.NextAsync());
        Assert.True(_bench.Pool.TryStart(Companion("a", 3, chunk: 0), 1));
        Assert.Equal(0, _bench.Pool.Waiting);
    }

    [Fact]
    public async Task Outcome_EndpointIsMissing_SaysSo()
    {
        _bench.Cluster.Remove<Api.Endpoints.Endpoint>("destination");
        var task = Task("a", 1);
        _bench.Pool.TryStart(task, 1);
        await _bench.TaskQueue.NextAsync();

        var outcome = _bench.Pool.Outcome(task)!;
        Assert.Equal((ConditionReasons.EndpointNotFound, true), (outcome.Failure!.Reason, outcome.Failure.CanHeal));
        Assert.Null(_bench.Pool.Progress(task));
    }

    private static ReplicationTask Companion(string execution, int number, int chunk)
    {
        var task = Task(execution, number);
        return task with { Spec = task.Spec with { Chunk = chunk, Companions = 1 } };
    }

    private static ReplicationTask Task(string execution, int number) => Sample.Task($"{execution}-{number}", Sample.Execution(execution));
}
