using System.Net;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Operator.Commands.Doctor;
using Transship.Operator.Tests.Harness;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Operator.Tests.Commands.Doctor;

public sealed class ExaminationTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeCluster _cluster;

    // As a server without access control: it does not serve reviews.
    private (string Verb, string Kind, HttpStatusCode Code) _refused = ("create", "SelfSubjectAccessReview", HttpStatusCode.NotFound);

    public ExaminationTests() => _cluster = new FakeCluster(_time)
    {
        Before = (request, _) => request.Kind == "SelfSubjectAccessReview" || (request.Verb, request.Kind) == (_refused.Verb, _refused.Kind)
            ? throw Refusal(request.Kind == _refused.Kind ? _refused.Code : HttpStatusCode.NotFound)
            : Task.CompletedTask,
    };

    [Fact]
    public async Task Run_DefinitionsMissing_SaysHowToInstallThem()
    {
        _refused = ("list", "ReplicationRule", HttpStatusCode.NotFound);

        Assert.Contains(await ExamineAsync(), f => f.Severity == Severity.Bad && f.Message.StartsWith("replicationrules.transship.io is not served: install", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_MayNotList_NamesTheRole()
    {
        _refused = ("list", "Endpoint", HttpStatusCode.Forbidden);

        Assert.Contains(await ExamineAsync(), f => f.Severity == Severity.Bad && f.Message.Contains("ask for the role view", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, Severity.Good, "works, and its clock agrees")]
    [InlineData(120, Severity.Bad, "does not work any more")]
    [InlineData(-60, Severity.Bad, "is 60 s behind that of the operator")]
    public async Task Run_Lease_TellsWhetherTheOperatorWorks(int age, object severity, string sentence)
    {
        await _cluster.CreateAsync(
            new V1Lease
            {
                Metadata = new V1ObjectMeta { Name = FieldManagers.Operator, Namespace = "transship-system" },
                Spec = new V1LeaseSpec { HolderIdentity = "pod-1", LeaseDurationSeconds = 15, RenewTime = _time.GetUtcNow().AddSeconds(-age) },
            },
            CancellationToken.None);

        Assert.Contains(await ExamineAsync(), f => f.Severity.Equals(severity) && f.Message.Contains(sentence, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_EndpointThatWasNeverTested_AsksWhetherAnOperatorServesTheNamespace()
    {
        await _cluster.CreateAsync(Sample.Endpoint("lonely", "http://h"), CancellationToken.None);

        Assert.Contains(await ExamineAsync(), f => f.Severity == Severity.Bad && f.Message.StartsWith("Endpoint lonely was never tested", StringComparison.Ordinal));
    }

    private async Task<IReadOnlyList<Finding>> ExamineAsync()
    {
        var findings = new List<Finding>();
        await foreach (var finding in new Examination(_cluster, _time).RunAsync(Sample.Namespace, "transship-system", CancellationToken.None))
        {
            findings.Add(finding);
        }

        return findings;
    }

    private static KubernetesException Refusal(HttpStatusCode code) => new(new V1Status { Reason = code.ToString(), Message = "refused" }, code);
}
