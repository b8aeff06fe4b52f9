using Xunit;

namespace Transship.Testing.Conformance;

/// <summary>Secrets, config maps, leases and events.</summary>
public abstract class BuiltInConformance(IConformanceServer server) : ConformanceTests(server)
{
    [Fact]
    public async Task Secret_StringData_IsWrittenIntoData()
    {
        var created = await Api.CreateAsync(Core("secrets"), """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"one"},"stringData":{"a":"b"}}""");

        Assert.Equal("""{"a":"Yg=="}""", created["data"]!.ToJsonString());
        Assert.Null(created["stringData"]);
        Assert.Equal("Opaque", created.Text("type"));
        Assert.Null(created["metadata", "generation"]);
    }

    [Fact]
    public async Task Secret_TypeChanged_Gets422()
    {
        await Api.CreateAsync(Core("secrets"), """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"one"}}""");

        var refused = await Api.PatchAsync(Core("secrets/one"), """{"type":"example.com/other"}""");

        Assert.Equal(422, refused.Code);
        Assert.Contains("type", CauseFields(refused));
    }

    [Fact]
    public async Task Secret_DockerConfigWithoutItsKey_Gets422()
    {
        var refused = await Api.CreateAsync(Core("secrets"), """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"one"},"type":"kubernetes.io/dockerconfigjson"}""");

        Assert.Equal(422, refused.Code);
        Assert.Contains("data[.dockerconfigjson]", CauseFields(refused));
    }

    [Fact]
    public async Task ConfigMap_Immutable_StaysAsItIs()
    {
        await Api.CreateAsync(Core("configmaps"), """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"},"data":{"a":"1"},"immutable":true}""");

        var refused = await Api.PatchAsync(Core("configmaps/one"), """{"data":{"a":"2"}}""");

        Assert.Equal(422, refused.Code);
        Assert.Contains("field is immutable when `immutable` is set", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConfigMap_ReplacedWithoutVersion_IsAccepted()
    {
        await Api.CreateAsync(Core("configmaps"), """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"}}""");

        var replaced = await Api.ReplaceAsync(Core("configmaps/one"), System.Text.Json.Nodes.JsonNode.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"},"data":{"a":"1"}}""")!);

        Assert.Equal(200, replaced.Code);
        Assert.Equal("1", replaced.Text("data", "a"));
    }

    [Fact]
    public async Task L3_LeaseWithOldVersion_Gets409()
    {
        var path = $"apis/coordination.k8s.io/v1/namespaces/{Namespace}/leases";
        var created = await Api.CreateAsync(path, """{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"one"},"spec":{"holderIdentity":"a","leaseDurationSeconds":15,"acquireTime":"2026-01-01T00:00:00.000000Z","renewTime":"2026-01-01T00:00:00.123456Z"}}""");
        created.Body["spec"]!["holderIdentity"] = "b";
        var renewed = await Api.ReplaceAsync($"{path}/one", created.Body);

        var lost = await Api.ReplaceAsync($"{path}/one", created.Body);

        Assert.Equal(201, created.Code);
        Assert.Equal("2026-01-01T00:00:00.123456Z", created.Text("spec", "renewTime"));
        Assert.Equal(200, renewed.Code);
        Assert.Equal(409, lost.Code);
    }

    [Fact]
    public async Task E1_Event_IsSeenThroughBothGroups()
    {
        var fresh = $"apis/events.k8s.io/v1/namespaces/{Namespace}/events";
        var created = await Api.CreateAsync(
            fresh,
            $$$"""
            {"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"name":"one","namespace":"{{{Namespace}}}"},"eventTime":"2026-01-01T00:00:00.000001Z","reportingController":"transship.io/test","reportingInstance":"test-1",
             "action":"Testing","reason":"Tested","type":"Normal","note":"It was tested.","regarding":{"apiVersion":"v1","kind":"Widget","namespace":"{{{Namespace}}}","name":"w","uid":"u"}}
            """);
        var core = await Api.GetAsync(Core("events/one"));
        var selected = await Api.GetAsync($"{Core("events")}?fieldSelector=involvedObject.name%3Dw,involvedObject.kind%3DWidget,reason%3DTested");

        Assert.True(created.Code == 201, created.Message);
        Assert.Equal("Event", core.Text("kind"));
        Assert.Equal("v1", core.Text("apiVersion"));
        Assert.Equal("It was tested.", core.Text("message"));
        Assert.Equal("w", core.Text("involvedObject", "name"));
        Assert.Equal("transship.io/test", core.Text("reportingComponent"));
        Assert.Equal("one", selected.Text("items", "0", "metadata", "name"));
    }

    [Fact]
    public async Task E1_EventSeries_IsPatched()
    {
        var fresh = $"apis/events.k8s.io/v1/namespaces/{Namespace}/events";
        await Api.CreateAsync(
            fresh,
            $$$"""
            {"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"name":"one","namespace":"{{{Namespace}}}"},"eventTime":"2026-01-01T00:00:00.000001Z","reportingController":"transship.io/test","reportingInstance":"test-1",
             "action":"Testing","reason":"Tested","type":"Normal","note":"It was tested.","regarding":{"apiVersion":"v1","kind":"Widget","namespace":"{{{Namespace}}}","name":"w","uid":"u"}}
            """);

        var patched = await Api.PatchAsync($"{fresh}/one", """{"series":{"count":2,"lastObservedTime":"2026-01-01T00:01:00.000001Z"}}""");

        Assert.True(patched.Code == 200, patched.Message);
        Assert.Equal("2", patched.Text("series", "count"));
        Assert.Equal("It was tested.", patched.Text("note"));
    }
}
