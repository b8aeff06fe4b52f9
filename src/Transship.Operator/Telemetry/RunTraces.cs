using System.Collections.Concurrent;
using System.Diagnostics;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Operator.Endpoints;
using Transship.Operator.Executions;
using Transship.Registry.Copying;

namespace Transship.Operator.Telemetry;

/// <summary>
/// The trace of each run: the run itself, its plan, the attempts at its tasks, and the copies of artifacts in them, in the operator and in its
/// pods. The id of the trace is the UID of the execution without dashes. Costs nothing while nobody listens.
/// </summary>
internal static class RunTraces
{
    /// <summary>The name that listeners ask for.</summary>
    public const string SourceName = "Transship.Operator";

    /// <summary>The variable by which the operator tells a worker the span of the run (W3C Trace Context).</summary>
    public const string ParentVariable = "TRACEPARENT";

    private static readonly ActivitySource Source = new(SourceName);
    private static readonly ConcurrentDictionary<string, Activity> Runs = new(StringComparer.Ordinal);
    private static ActivityContext _parent;

    [ThreadStatic]
    private static ActivityTraceId? _wanted;

    /// <summary>The run of this process, where an operator started it for one.</summary>
    /// <param name="traceParent">What <see cref="ParentVariable"/> says.</param>
    public static void Join(string? traceParent) => _parent = ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent) ? parent : default;

    /// <summary>What tells a worker the span of a run; null when the run has none.</summary>
    public static string? ParentOf(ReplicationExecution execution) => Runs.GetValueOrDefault(execution.Metadata.Uid!)?.Id;

    /// <summary>A run goes on. After a restart of the operator it has a second span, of the same trace.</summary>
    public static void Continue(ReplicationExecution execution)
    {
        if (!Source.HasListeners() || Runs.ContainsKey(execution.Metadata.Uid!))
        {
            return;
        }

        var before = Activity.Current;
        var run = Root(execution.Metadata.Uid!, "execution");
        Activity.Current = before;
        if (run is null)
        {
            return;
        }

        if (execution.Status?.StartTime is { } start)
        {
            run.SetStartTime(start.UtcDateTime);
        }

        Describe(run, execution);
        Runs[execution.Metadata.Uid!] = run;
    }

    /// <summary>A run ended.</summary>
    public static void End(ReplicationExecution execution)
    {
        if (!Runs.TryRemove(execution.Metadata.Uid!, out var run) || execution.Status is not { Phase: { } phase } status)
        {
            return;
        }

        run.SetTag("transship.outcome", ExecutionMetrics.Outcome(phase));
        run.SetTag("transship.artifacts.copied", status.Counts?.Succeeded);
        run.SetTag("transship.artifacts.failed", status.Counts?.Failed);
        run.SetStatus(phase == ExecutionPhase.Failed ? ActivityStatusCode.Error : ActivityStatusCode.Ok);
        if (status.CompletionTime is { } end)
        {
            run.SetEndTime(end.UtcDateTime);
        }

        run.Dispose();
    }

    /// <summary>A run is gone.</summary>
    public static void Forget(ReplicationExecution execution) => Interrupt(execution.Metadata.Uid!, "deleted");

    /// <summary>The process ends.</summary>
    public static void EndAll()
    {
        foreach (var uid in Runs.Keys)
        {
            Interrupt(uid, "interrupted");
        }
    }

    /// <summary>Planning begins; dispose what is returned at its end.</summary>
    public static Activity? Plan(ReplicationExecution execution)
    {
        var plan = Child(execution.Metadata.Uid!, "plan");
        Describe(plan, execution);
        return plan;
    }

    /// <summary>An attempt at a task begins; dispose what is returned at its end.</summary>
    public static Activity? Attempt(ReplicationTask task)
    {
        var attempt = Child((task.Metadata.OwnerReferences is [var owner, ..] ? owner.Uid : task.Metadata.Uid)!, "task");
        if (attempt is { IsAllDataRequested: true })
        {
            attempt.SetTag("transship.namespace", task.Metadata.Namespace);
            attempt.SetTag("transship.execution", task.Spec.ExecutionRef.Name);
            attempt.SetTag("transship.task", task.Metadata.Name);
            attempt.SetTag("transship.operation", task.Spec.Operation.ToString());
            attempt.SetTag("transship.source", $"{task.Spec.Source.EndpointRef.Name}/{task.Spec.Source.Repository}");
            attempt.SetTag("transship.destination", $"{task.Spec.Destination.EndpointRef.Name}/{task.Spec.Destination.Repository}");
            attempt.SetTag("transship.attempt", task.Status?.Attempts);
        }

        return attempt;
    }

    /// <summary>The copy of an artifact begins; dispose what is returned at its end.</summary>
    public static Activity? Copy(CopyRequest request)
    {
        var copy = Source.StartActivity("copy");
        if (copy is { IsAllDataRequested: true })
        {
            copy.SetTag("transship.source", $"{request.Source.Endpoint.Name}/{request.SourceRepository}");
            copy.SetTag("transship.destination", $"{request.Destination.Endpoint.Name}/{request.DestinationRepository}");
            copy.SetTag("transship.artifact", request.SourceReference);
            copy.SetTag("transship.tag", request.DestinationTags.Count > 0 ? request.DestinationTags[0] : null);
        }

        return copy;
    }

    /// <summary>How a copy ended.</summary>
    public static void Copied(Activity? copy, CopyResult result)
    {
        copy?.SetTag("transship.outcome", result.Outcome.ToString());
        copy?.SetTag("transship.bytes.transferred", result.Bytes.Transferred);
    }

    /// <summary>What went wrong in a span; null for nothing.</summary>
    public static void Fail(Activity? span, FailureReason? failure)
    {
        if (span is not null && failure is not null)
        {
            span.SetTag("error.type", failure.Reason);
            span.SetStatus(ActivityStatusCode.Error, failure.Message);
        }
    }

    private static void Interrupt(string uid, string outcome)
    {
        if (Runs.TryRemove(uid, out var run))
        {
            run.SetTag("transship.outcome", outcome);
            run.Dispose();
        }
    }

    private static Activity? Child(string run, string name) => !Source.HasListeners() ? null
        : Runs.TryGetValue(run, out var parent) ? Source.StartActivity(name, ActivityKind.Internal, parent.Context)
        : _parent != default ? Source.StartActivity(name, ActivityKind.Internal, _parent)
        : Root(run, name);

    /// <summary>A span without a parent, in the trace of a run.</summary>
    private static Activity? Root(string run, string name)
    {
        Activity.TraceIdGenerator ??= static () => _wanted ?? ActivityTraceId.CreateRandom();
        Activity.Current = null;
        _wanted = Guid.TryParse(run, out var uid) ? ActivityTraceId.CreateFromString(uid.ToString("N")) : null;
        try
        {
            return Source.StartActivity(name);
        }
        finally
        {
            _wanted = null;
        }
    }

    private static void Describe(Activity? span, ReplicationExecution execution)
    {
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag("transship.namespace", execution.Metadata.Namespace);
            span.SetTag("transship.rule", execution.Spec.RuleRef.Name);
            span.SetTag("transship.execution", execution.Metadata.Name);
            span.SetTag("transship.trigger", execution.Spec.Trigger.ToString());
            span.SetTag("transship.dry_run", execution.Spec.DryRun);
        }
    }
}
