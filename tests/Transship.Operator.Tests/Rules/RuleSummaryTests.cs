using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Operator.Rules;
using Transship.Operator.Tests.Harness;

namespace Transship.Operator.Tests.Rules;

public sealed class RuleSummaryTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Active_ManyGoOn_NamesTheOldestSixteen()
    {
        var executions = Enumerable.Range(0, 40).Select(i => At($"run-{i:00}", i, i % 2 == 0 ? ExecutionPhase.InProgress : ExecutionPhase.Succeeded)).Reverse();
        Assert.Equal(Enumerable.Range(0, 16).Select(i => $"run-{2 * i:00}"), RuleSummary.Active(executions));
    }

    [Fact]
    public void Active_AllEnded_IsAbsent() => Assert.Null(RuleSummary.Active([At("a", 0, ExecutionPhase.Stopped)]));

    [Fact]
    public void Last_NewestWins()
    {
        Assert.Equal("b", RuleSummary.Last([At("b", 2, ExecutionPhase.Failed), At("c", 1, ExecutionPhase.Succeeded)], null)!.Name);
        Assert.Null(RuleSummary.Last([], null));
    }

    [Fact]
    public void Last_HistoryLimitsRemovedTheNewest_IsRemembered()
    {
        var removed = new RuleLastExecution { Name = "b", Phase = ExecutionPhase.Failed, CompletionTime = Start.AddSeconds(9) };
        var older = At("a", 1, ExecutionPhase.Succeeded);
        older = older with { Status = older.Status! with { CompletionTime = Start.AddSeconds(5) } };
        Assert.Same(removed, RuleSummary.Last([], removed));
        Assert.Same(removed, RuleSummary.Last([older], removed));
        Assert.Equal("c", RuleSummary.Last([older, At("c", 10, ExecutionPhase.InProgress)], removed)!.Name);
        Assert.Equal("b", RuleSummary.Last([older, At("b", 2, ExecutionPhase.Stopped)], removed)!.Name);
    }

    [Fact]
    public void Fingerprint_AnyText_IsShortAndTheSameEachTime()
    {
        Assert.Equal(RuleSummary.Fingerprint("now"), RuleSummary.Fingerprint("now"));
        Assert.NotEqual(RuleSummary.Fingerprint("now"), RuleSummary.Fingerprint("then"));
        Assert.Matches("^[0-9a-f]{10}$", RuleSummary.Fingerprint(new string('x', 100_000)));
    }

    private static ReplicationExecution At(string name, int second, ExecutionPhase phase)
    {
        var execution = Sample.Execution(name);
        return execution with { Metadata = execution.Metadata with { CreationTimestamp = Start.AddSeconds(second) }, Status = new ReplicationExecutionStatus { Phase = phase } };
    }
}
