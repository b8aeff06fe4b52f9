using Transship.Api.Executions;
using Transship.Operator.Executions;
using Transship.Operator.Tests.Harness;
using Transship.Testing.Time;

namespace Transship.Operator.Tests.Executions;

/// <summary>How many runs are planned at the same time.</summary>
public sealed class PlanRunnerTests : RunTests
{
    [Fact]
    public async Task Start_MoreRunsThanArePlannedAtOnce_TheLastAsksNothingBeforeAnotherEnds()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isEarly = false;
        Source.Intercept = async context =>
        {
            if (context.Request.Path.Value!.Contains("library/one/manifests", StringComparison.Ordinal))
            {
                asked.TrySetResult();
                await open.Task.WaitAsync(context.RequestAborted);
            }

            isEarly |= context.Request.Path.Value.Contains("library/two/manifests", StringComparison.Ordinal) && !open.Task.IsCompleted;
            return false;
        };
        var runs = new List<ReplicationExecution>();
        for (var n = 0; n <= PlanRunner.NamedAtOnce; n++)
        {
            var run = Sample.Started($"run{n}", null, null, Bench.Time.GetUtcNow());
            var repository = n < PlanRunner.NamedAtOnce ? "library/one" : "library/two";
            runs.Add(await Bench.SeedAsync(run with { Spec = run.Spec with { Resources = [new ExecutionResource { Repository = repository, Tag = "v1" }] } }));
            Assert.True(Bench.Plans.Start(runs[^1]));
            await Patience.UntilAsync(() => Bench.Plans.Planning == Math.Min(n + 1, PlanRunner.NamedAtOnce));
        }

        await asked.Task.WaitAsync(Patience.Limit);
        Assert.All(runs, run => Assert.True(Bench.Plans.IsRunning(run)));
        open.SetResult();
        await Patience.UntilAsync(() => runs.All(run => Bench.Plans.Outcome(run) is not null));

        Assert.False(isEarly);
        Assert.All(runs, run => Assert.Null(Bench.Plans.Outcome(run)!.Failure));
    }

    [Fact]
    public async Task Stop_RunThatWaitsForItsTurn_EndsAtOnce()
    {
        HoldSource(new TaskCompletionSource());
        var runs = new List<ReplicationExecution>();
        for (var n = 0; n <= PlanRunner.OthersAtOnce; n++)
        {
            runs.Add(await Bench.SeedAsync(Sample.Started($"run{n}", null, null, Bench.Time.GetUtcNow())));
        }

        foreach (var run in runs)
        {
            Assert.True(Bench.Plans.Start(run));
            await Patience.UntilAsync(() => Bench.Plans.Planning >= Math.Min(runs.IndexOf(run) + 1, PlanRunner.OthersAtOnce));
        }

        Bench.Plans.Stop(runs[^1]);
        await Patience.UntilAsync(() => !Bench.Plans.IsRunning(runs[^1]));

        Assert.All(runs[..^1], run => Assert.True(Bench.Plans.IsRunning(run)));
    }
}
