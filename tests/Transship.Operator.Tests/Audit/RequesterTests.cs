using System.Text.Json;
using Transship.Api;
using Transship.Kubernetes.Models;
using Transship.Operator.Audit;

namespace Transship.Operator.Tests.Audit;

public sealed class RequesterTests
{
    private const string Created = """{"manager":"kubectl-create","time":"2026-01-01T00:00:00Z","fieldsV1":{"f:spec":{".":{},"f:ruleRef":{"f:name":{}},"f:stop":{}}}}""";
    private const string Stopped = """{"manager":"kubectl-patch","time":"2026-01-01T00:00:09Z","fieldsV1":{"f:spec":{"f:stop":{}}}}""";
    private const string OwnStop = """{"manager":"transship-stop","time":"2026-01-01T00:00:09Z","fieldsV1":{"f:spec":{"f:stop":{}}}}""";
    private const string Cli = """{"manager":"transship-cli","time":"2026-01-01T00:00:09Z","fieldsV1":{"f:metadata":{"f:annotations":{"f:transship.io/stopped-by":{}}},"f:spec":{"f:stop":{}}}}""";
    private const string Status = """{"manager":"transship-operator","subresource":"status","time":"2026-01-01T00:00:10Z","fieldsV1":{"f:status":{"f:phase":{}}}}""";

    [Theory]
    [InlineData(null, null, "an unknown client")]
    [InlineData($"[{Created},{Status}]", null, "a user of kubectl-create")]
    [InlineData($"[{Created},{Stopped},{Status}]", null, "a user of kubectl-patch")]
    [InlineData($"[{Stopped},{Created}]", null, "a user of kubectl-patch")]
    [InlineData($"[{Created},{OwnStop}]", null, "the operator (its rule was switched off, deleted, or replaces its runs)")]
    [InlineData($"[{Created},{OwnStop}]", "alice", "the operator (its rule was switched off, deleted, or replaces its runs)")]
    [InlineData($"[{Created},{Cli}]", "alice", "alice (with transship-cli)")]
    [InlineData(null, "alice", "alice")]
    [InlineData($"[{Status}]", null, "an unknown client")]
    public void Of_Stop_IsWhoWroteTheFieldLast(string? managed, string? annotation, string expected)
    {
        var metadata = new V1ObjectMeta
        {
            ManagedFields = managed is null ? null : JsonDocument.Parse(managed).RootElement,
            Annotations = annotation is null ? null : new Dictionary<string, string> { [TransshipApi.StoppedByAnnotation] = annotation },
        };

        Assert.Equal(expected, Requester.Of(metadata, TransshipApi.StoppedByAnnotation, "spec", "stop"));
    }

    [Fact]
    public void Of_FieldThatNobodyNamed_IsWhoWroteTheSpecification()
    {
        var metadata = new V1ObjectMeta { ManagedFields = JsonDocument.Parse($"[{Created}]").RootElement };
        Assert.Equal("a user of kubectl-create", Requester.Of(metadata, null, "spec", "enabled"));
    }
}
