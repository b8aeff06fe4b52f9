using System.Text.Json;
using System.Text.Json.Nodes;
using Transship.Api.Endpoints;
using Transship.Api.Rules;
using Transship.Kubernetes.Serialization;
using Transship.Operator.Pods;
using Transship.Operator.Tests.Harness;

namespace Transship.Operator.Tests.Pods;

/// <summary>
/// The failure policy of a Job as it is sent, against the rules that the reference of batch/v1 publishes for PodFailurePolicy, PodFailurePolicyRule and their
/// two requirements: a server that has the field refuses the Job where one is broken. The API server that the integration tests build drops the field.
/// </summary>
public sealed class PodFailurePolicyTests
{
    private static readonly JsonObject Spec = Sent()["spec"]!.AsObject();

    private static readonly JsonObject[] Rules = [.. Spec["podFailurePolicy"]!["rules"]!.AsArray().Select(rule => rule!.AsObject())];

    public static TheoryData<int> Indexes => [.. Enumerable.Range(0, Rules.Length)];

    [Fact]
    public void Policy_OfAJob_IsAllowedBesideTheRestOfIt()
    {
        Assert.Equal("Never", (string?)Spec["template"]!["spec"]!["restartPolicy"]); // the only one that a policy is allowed with
        Assert.Contains((string?)Spec["podReplacementPolicy"], new[] { null, "Failed" }); // likewise
        Assert.Equal(["rules"], Spec["podFailurePolicy"]!.AsObject().Select(field => field.Key));
        Assert.InRange(Rules.Length, 1, 20);
    }

    [Theory]
    [MemberData(nameof(Indexes))]
    public void Rule_OfAJob_HasAKnownActionAndOneRequirement(int index)
    {
        // FailIndex is for Jobs with backoffLimitPerIndex only.
        Assert.Contains((string?)Rules[index]["action"], new[] { "FailJob", "Ignore", "Count" });
        Assert.Equal(2, Rules[index].Count);
        Assert.True(Rules[index].ContainsKey("onExitCodes") != Rules[index].ContainsKey("onPodConditions"));
    }

    [Fact]
    public void OnExitCodes_OfEachRule_NamesAContainerAndOrderedCodesOfFailure()
    {
        foreach (var requirement in Rules.Select(rule => rule["onExitCodes"]).OfType<JsonObject>())
        {
            Assert.Equal(["containerName", "operator", "values"], requirement.Select(field => field.Key).Order(StringComparer.Ordinal));
            Assert.Contains((string?)requirement["containerName"], Spec["template"]!["spec"]!["containers"]!.AsArray().Select(container => (string?)container!["name"]));
            Assert.Contains((string?)requirement["operator"], new[] { "In", "NotIn" });
            var values = requirement["values"]!.AsArray().Select(value => (int)value!).ToList();
            Assert.InRange(values.Count, 1, 255);
            Assert.Equal(values.Distinct().Order(), values);
            Assert.All(values, value => Assert.InRange(value, 1, 255)); // 0 is no failure, so In may not have it
        }
    }

    [Fact]
    public void OnPodConditions_OfEachRule_HaveTypeAndStatus()
    {
        foreach (var patterns in Rules.Select(rule => rule["onPodConditions"]).OfType<JsonArray>())
        {
            Assert.InRange(patterns.Count, 1, 20);
            Assert.All(patterns, pattern =>
            {
                Assert.Equal(["status", "type"], pattern!.AsObject().Select(field => field.Key).Order(StringComparer.Ordinal));
                Assert.Contains((string?)pattern["status"], new[] { "True", "False", "Unknown" });
                Assert.Matches("^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$", (string?)pattern["type"]); // a qualified name
            });
        }
    }

    private static JsonObject Sent()
    {
        var shard = new Shard
        {
            Namespace = "default",
            Execution = "run",
            Parallelism = 1,
            Pods = 1,
            Tasks = ["one"],
            Endpoints = new Dictionary<string, EndpointSpec>(),
        };
        var execution = Sample.Started("run", Sample.Rule().Spec with { Execution = new RuleExecution() });
        var job = ShardJob.Of(execution with { Metadata = execution.Metadata with { Uid = "uid-of-run" } }, shard, "state", "transship:test");
        return JsonSerializer.SerializeToNode(job, KubernetesJson.Options)!.AsObject();
    }
}
