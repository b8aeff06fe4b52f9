using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Models;
using Transship.Replication.Executions;

namespace Transship.Replication.Tests.Executions;

public sealed class HistoryLimitsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Expired_BeyondEachLimit_TheOldestGoFirst()
    {
        var executions = Enumerable.Range(0, 5).SelectMany(i => new[]
        {
            Execution($"ok{i}", ExecutionPhase.Succeeded, Noon.AddMinutes(i)),
            Execution($"bad{i}", i % 2 == 0 ? ExecutionPhase.Failed : ExecutionPhase.Stopped, Noon.AddMinutes(i)),
        });

        var expired = HistoryLimits.Expired(executions, new RuleHistoryLimits { Successful = 3, Failed = 4 });

        Assert.Equal(["bad0", "ok0", "ok1"], expired.Select(execution => execution.Metadata.Name));
    }

    [Fact]
    public void Expired_Running_IsNeverAmongThem() =>
        Assert.Empty(HistoryLimits.Expired(
            [Execution("a", ExecutionPhase.InProgress, null), Execution("b", ExecutionPhase.Pending, null), Execution("c", null, null)],
            new RuleHistoryLimits { Successful = 0, Failed = 0 }));

    [Fact]
    public void Expired_BeingDeleted_IsNotNamedAgain()
    {
        var going = Execution("going", ExecutionPhase.Succeeded, Noon);
        going = going with { Metadata = going.Metadata with { DeletionTimestamp = Noon } };

        Assert.Empty(HistoryLimits.Expired([going], new RuleHistoryLimits { Successful = 0, Failed = 0 }));
    }

    [Fact]
    public void Expired_NoLimits_TenOfEach()
    {
        var executions = Enumerable.Range(0, 12).Select(i => Execution($"ok{i:00}", ExecutionPhase.Succeeded, Noon.AddMinutes(i)));

        Assert.Equal(["ok00", "ok01"], HistoryLimits.Expired(executions, null).Select(execution => execution.Metadata.Name));
    }

    private static ReplicationExecution Execution(string name, ExecutionPhase? phase, DateTimeOffset? completed) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, CreationTimestamp = Noon },
        Status = phase is null ? null : new ReplicationExecutionStatus { Phase = phase, CompletionTime = completed },
    };
}
