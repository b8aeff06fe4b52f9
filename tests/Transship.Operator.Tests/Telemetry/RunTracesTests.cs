using System.Diagnostics;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Kubernetes.Models;
using Transship.Operator.Telemetry;

namespace Transship.Operator.Tests.Telemetry;

public sealed class RunTracesTests : IDisposable
{
    private readonly string _uid = Guid.NewGuid().ToString();
    private readonly List<Activity> _spans = [];
    private readonly ActivityListener _listener;

    public RunTracesTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RunTraces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId.ToHexString() == _uid.Replace("-", "", StringComparison.Ordinal))
                {
                    _spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private ReplicationExecution Execution => new()
    {
        Metadata = new V1ObjectMeta { Name = "run", Namespace = "default", Uid = _uid },
        Spec = new ReplicationExecutionSpec { RuleRef = new LocalReference { Name = "rule" } },
    };

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void End_FailedRun_IsARootSpanWithItsTimesAndAnError()
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        RunTraces.Continue(Execution with { Status = new ReplicationExecutionStatus { StartTime = start } });
        RunTraces.Continue(Execution); // A second look changes nothing.

        RunTraces.End(Execution with { Status = new ReplicationExecutionStatus { StartTime = start, CompletionTime = start.AddMinutes(2), Phase = ExecutionPhase.Failed } });

        var span = Assert.Single(_spans);
        Assert.Equal((default, TimeSpan.FromMinutes(2), ActivityStatusCode.Error), (span.ParentSpanId, span.Duration, span.Status));
        Assert.Null(RunTraces.ParentOf(Execution));
    }

    [Fact]
    public void Attempt_RunOfAnEarlierProcess_IsInTheSameTrace()
    {
        using (RunTraces.Attempt(Task))
        {
        }

        Assert.Equal(default, Assert.Single(_spans).ParentSpanId);
    }

    [Fact]
    public void Attempt_RunInProgress_IsItsChildAsThatOfAWorkerIs()
    {
        RunTraces.Continue(Execution);
        var parent = RunTraces.ParentOf(Execution);
        RunTraces.Attempt(Task)?.Dispose();
        RunTraces.Forget(Execution);

        Assert.Equal(parent, _spans.Single(span => span.OperationName == "task").ParentId);
        Assert.Equal("deleted", _spans.Single(span => span.OperationName == "execution").GetTagItem("transship.outcome"));
    }

    private ReplicationTask Task => new()
    {
        Metadata = new V1ObjectMeta { Name = "task", Namespace = "default", Uid = "task", OwnerReferences = [V1OwnerReference.ControllerOf(Execution)] },
        Spec = new ReplicationTaskSpec
        {
            ExecutionRef = new LocalReference { Name = "run" },
            Source = new RepositoryReference { EndpointRef = new LocalReference { Name = "a" }, Repository = "app" },
            Destination = new RepositoryReference { EndpointRef = new LocalReference { Name = "b" }, Repository = "app" },
            Artifacts = [],
        },
    };
}
