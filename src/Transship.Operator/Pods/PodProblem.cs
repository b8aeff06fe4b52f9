using Transship.Api;
using Transship.Kubernetes.Models;
using Transship.Operator.Endpoints;

namespace Transship.Operator.Pods;

/// <summary>What keeps a pod from its work, in words. Pure.</summary>
internal static class PodProblem
{
    private static readonly HashSet<string> ImageReasons = new(StringComparer.Ordinal)
    {
        "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError", "RegistryUnavailable",
    };

    /// <summary>The reasons of this class, and those of Jobs.</summary>
    public static bool IsOne(string? reason) => reason is ConditionReasons.Evicted or ConditionReasons.OutOfMemory or ConditionReasons.NodeLost
        or ConditionReasons.ImageNotPullable or ConditionReasons.Unschedulable or ConditionReasons.QuotaExceeded
        or ConditionReasons.AdmissionDenied or ConditionReasons.WorkerFailed;

    /// <summary>Reads a pod; null where all is well.</summary>
    public static FailureReason? Of(V1Pod pod)
    {
        var (status, name) = (pod.Status, pod.Metadata.Name);
        var disruption = Condition(status, "DisruptionTarget", "True");
        if (status?.Reason == "NodeLost" || disruption?.Reason is "DeletionByTaintManager" or "DeletionByPodGC")
        {
            return Problem(ConditionReasons.NodeLost, $"The node of pod '{name}' is gone{Words(status?.Message ?? disruption?.Message)}");
        }

        if (status?.Reason == "Evicted" || disruption is not null)
        {
            return Problem(ConditionReasons.Evicted, $"Pod '{name}' was evicted{Words(status?.Message ?? disruption?.Message)}");
        }

        var state = (status?.ContainerStatuses ?? []).FirstOrDefault(c => c.Name == ShardJob.Container)?.State;
        return state switch
        {
            { Terminated: { Reason: "OOMKilled" } } => Problem(
                ConditionReasons.OutOfMemory, $"Pod '{name}' used more memory than its limit. Raise spec.execution.pod.resources.limits.memory."),
            { Terminated: { ExitCode: not 0 } ended } => Problem(
                ConditionReasons.WorkerFailed, $"Pod '{name}' ended with exit code {ended.ExitCode}{Words(WorkerSummary.MessageOf(ended.Message))}"),
            { Waiting: { Reason: { } reason } waiting } when ImageReasons.Contains(reason) => Problem(
                ConditionReasons.ImageNotPullable, $"The image of pod '{name}' cannot be pulled ({reason}){Words(waiting.Message)}"),
            { Waiting: { Reason: "CreateContainerConfigError" or "CreateContainerError" or "RunContainerError" } waiting } => Problem(
                ConditionReasons.WorkerFailed, $"Pod '{name}' cannot start ({waiting.Reason}){Words(waiting.Message)}"),
            null when Condition(status, "PodScheduled", "False") is { Reason: "Unschedulable" } unschedulable => Problem(
                ConditionReasons.Unschedulable, $"No node takes pod '{name}'{Words(unschedulable.Message)}"),
            null or { Terminated: null, Running: null, Waiting: null } when status?.Phase == "Failed" => Problem(
                ConditionReasons.WorkerFailed, $"Pod '{name}' failed{Words(status.Message ?? status.Reason)}"),
            _ => null,
        };
    }

    /// <summary>Reads why a Job failed, where no pod says more.</summary>
    public static FailureReason OfJob(V1Job job, V1JobCondition? failed) => failed?.Reason == "DeadlineExceeded"
        ? Problem(ConditionReasons.DeadlineExceeded, $"Job '{job.Metadata.Name}' took longer than spec.execution.pod.activeDeadlineSeconds.")
        : Problem(ConditionReasons.WorkerFailed, $"Job '{job.Metadata.Name}' ended before its work was done{Words(failed?.Message)}");

    /// <summary>Reads why Kubernetes refused a Job or its pods.</summary>
    /// <param name="message">The words of the API server or of the Job controller.</param>
    public static FailureReason OfRefusal(string message) => message.Contains("exceeded quota", StringComparison.OrdinalIgnoreCase)
        ? Problem(ConditionReasons.QuotaExceeded, $"A quota keeps pods of the run from being made{Words(message)}")
        : Problem(ConditionReasons.AdmissionDenied, $"The cluster refuses pods of the run{Words(message)}");

    private static V1PodCondition? Condition(V1PodStatus? status, string type, string value) =>
        status?.Conditions?.FirstOrDefault(c => c.Type == type && c.Status == value);

    private static FailureReason Problem(string reason, string message) => new(reason, message, CanHeal: true);

    private static string Words(string? text) => string.IsNullOrWhiteSpace(text) ? "." : $": {text.Trim().TrimEnd('.')}.";
}
