using Transship.Kubernetes.Models;
using Transship.Operator.Pods;

namespace Transship.Operator.Tests.Pods;

public sealed class PodProblemTests
{
    public static TheoryData<string, V1PodStatus> Problems => new()
    {
        { "Evicted", new V1PodStatus { Phase = "Failed", Reason = "Evicted", Message = "The node was low on resource: memory. " } },
        { "Evicted", new V1PodStatus { Phase = "Failed", Conditions = [Condition("DisruptionTarget", "True", "EvictionByEvictionAPI")] } },
        { "NodeLost", new V1PodStatus { Phase = "Running", Conditions = [Condition("DisruptionTarget", "True", "DeletionByTaintManager")] } },
        { "NodeLost", new V1PodStatus { Phase = "Unknown", Reason = "NodeLost" } },
        { "OutOfMemory", Container(new V1ContainerState { Terminated = new V1ContainerTerminated { ExitCode = 137, Reason = "OOMKilled" } }) },
        { "WorkerFailed", Container(new V1ContainerState { Terminated = new V1ContainerTerminated { ExitCode = 1, Reason = "Error" } }) },
        { "ImageNotPullable", Container(new V1ContainerState { Waiting = new V1ContainerWaiting { Reason = "ImagePullBackOff" } }) },
        { "ImageNotPullable", Container(new V1ContainerState { Waiting = new V1ContainerWaiting { Reason = "InvalidImageName" } }) },
        { "WorkerFailed", Container(new V1ContainerState { Waiting = new V1ContainerWaiting { Reason = "CreateContainerConfigError" } }) },
        { "Unschedulable", new V1PodStatus { Phase = "Pending", Conditions = [Condition("PodScheduled", "False", "Unschedulable")] } },
        { "WorkerFailed", new V1PodStatus { Phase = "Failed", Reason = "UnexpectedAdmissionError" } },
    };

    public static TheoryData<V1PodStatus?> Fine => new()
    {
        (V1PodStatus?)null,
        new V1PodStatus { Phase = "Pending" },
        Container(new V1ContainerState { Waiting = new V1ContainerWaiting { Reason = "ContainerCreating" } }),
        Container(new V1ContainerState { Running = new V1ContainerRunning() }),
        Container(new V1ContainerState { Terminated = new V1ContainerTerminated { ExitCode = 0 } }),
    };

    [Theory]
    [MemberData(nameof(Problems))]
    public void Of_APodThatCannotWork_SaysWhyAndMayHeal(string reason, V1PodStatus status)
    {
        var problem = PodProblem.Of(Pod(status));

        Assert.Equal((reason, true), (problem?.Reason, problem!.CanHeal));
        Assert.Contains("'run-1-x'", problem.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", problem.Message, StringComparison.Ordinal);
        Assert.True(PodProblem.IsOne(problem.Reason));
    }

    [Theory]
    [MemberData(nameof(Fine))]
    public void Of_APodThatWorksOrWill_IsNull(V1PodStatus? status) => Assert.Null(PodProblem.Of(Pod(status)));

    [Fact]
    public void Of_AWorkerThatLeftLastWords_TellsThem()
    {
        var words = new WorkerSummary { Tasks = 3, Message = "The API server did not answer." }.ToJson();

        var problem = PodProblem.Of(Pod(Container(new V1ContainerState { Terminated = new V1ContainerTerminated { ExitCode = 1, Message = words } })));

        Assert.Equal("Pod 'run-1-x' ended with exit code 1: The API server did not answer.", problem!.Message);
    }

    [Theory]
    [InlineData("jobs.batch \"x\" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=4, limited: pods=4", "QuotaExceeded")]
    [InlineData("pods \"x\" is forbidden: violates PodSecurity \"restricted\"", "AdmissionDenied")]
    public void OfRefusal_TheServersWords_TellQuotasFromPolicies(string message, string reason)
    {
        var problem = PodProblem.OfRefusal(message);

        Assert.Equal(reason, problem.Reason);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    private static V1Pod Pod(V1PodStatus? status) => new() { Metadata = new V1ObjectMeta { Name = "run-1-x" }, Status = status };

    private static V1PodStatus Container(V1ContainerState state) => new() { ContainerStatuses = [new V1ContainerStatus { Name = "worker", State = state }] };

    private static V1PodCondition Condition(string type, string status, string reason) => new() { Type = type, Status = status, Reason = reason };
}
