using System.Text.Json.Nodes;
using Xunit;

namespace Transship.Testing.Conformance;

/// <summary>What servers offer that are newer than Kubernetes 1.31: field validation, selectable fields, streaming lists, rules in CEL.</summary>
public abstract class ModernConformance(IConformanceServer server) : ConformanceTests(server)
{
    [Fact]
    public async Task Strict_UnknownField_Gets400NamingIt()
    {
        var refused = await Api.CreateAsync($"{WidgetsPath}?fieldValidation=Strict", Widgets.Of("one", """{"foo":1,"parts":[{"name":"a","bar":1}]}"""));

        Assert.Equal(400, refused.Code);
        Assert.Equal("BadRequest", refused.Reason);
        Assert.EndsWith("strict decoding error: unknown field \"spec.foo\", unknown field \"spec.parts[0].bar\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strict_DuplicateField_Gets400NamingIt()
    {
        var refused = await Api.CreateAsync(
            $"{WidgetsPath}?fieldValidation=Strict",
            $$$"""{"apiVersion":"{{{Widgets.ApiVersion}}}","kind":"Widget","metadata":{"name":"one"},"spec":{"url":"https://a","url":"https://b"}}""");

        Assert.Equal(400, refused.Code);
        Assert.Contains("duplicate field \"spec.url\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warn_UnknownField_IsPrunedWithAWarning()
    {
        var created = await Api.CreateAsync($"{WidgetsPath}?fieldValidation=Warn", Widgets.Of("one", """{"foo":1}"""));

        Assert.Equal(201, created.Code);
        Assert.Equal("""299 - "unknown field \"spec.foo\"" """.Trim(), Assert.Single(created.Headers.GetValues("Warning")));
    }

    [Fact]
    public async Task Ignore_UnknownField_IsPrunedSilently()
    {
        var created = await Api.CreateAsync($"{WidgetsPath}?fieldValidation=Ignore", Widgets.Of("one", """{"foo":1}"""));

        Assert.Equal(201, created.Code);
        Assert.False(created.Headers.Contains("Warning"));
    }

    [Fact]
    public async Task SelectableField_IsSelected()
    {
        await CreatedAsync("a", """{"mode":"Fast"}""");
        await CreatedAsync("b", """{"mode":"Slow"}""");

        var list = await Api.GetAsync($"{WidgetsPath}?fieldSelector=spec.mode%3DSlow");

        Assert.Equal("b", Assert.Single(list["items"]!.AsArray())!["metadata"]!["name"]!.ToString());
    }

    [Fact]
    public async Task R16_WatchList_MarksTheEndOfTheInitialObjects()
    {
        await CreatedAsync("a");
        await CreatedAsync("b");
        var frames = new List<JsonObject>();

        await foreach (var frame in Api.WatchAsync($"{WidgetsPath}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"))
        {
            frames.Add(frame);
            if (frames.Count == 3)
            {
                await CreatedAsync("c");
            }
            else if (frames.Count == 4)
            {
                break;
            }
        }

        Assert.Equal(["ADDED", "ADDED", "BOOKMARK", "ADDED"], frames.Select(frame => frame["type"]!.ToString()));
        Assert.Equal("true", ApiAnswer.Find(frames[2], "object", "metadata", "annotations", "k8s.io/initial-events-end")!.ToString());
    }

    [Fact]
    public async Task R18_WatchListWithoutVersionMatch_Gets422()
    {
        await foreach (var frame in Api.WatchAsync($"{WidgetsPath}?sendInitialEvents=true"))
        {
            Assert.Equal("422", ApiAnswer.Find(frame, "object", "code")!.ToString());
        }
    }

    [Fact]
    public async Task Rule_ThatDoesNotHold_Gets422WithItsMessage()
    {
        await CreatedAsync("one", """{"fixed":"a"}""");

        var refused = await Api.PatchAsync($"{WidgetsPath}/one", """{"spec":{"fixed":"b"}}""");
        var accepted = await Api.PatchAsync($"{WidgetsPath}/one", """{"spec":{"size":5}}""");

        Assert.Equal(422, refused.Code);
        Assert.Contains("fixed is immutable", refused.Message, StringComparison.Ordinal);
        Assert.Contains("spec", CauseFields(refused));
        Assert.Equal(200, accepted.Code);
    }

    [Fact]
    public async Task AggregatedDiscovery_ListsTheResource()
    {
        var answer = await Api.GetAsync("apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        var group = Assert.Single(answer["items"]!.AsArray(), item => item!["metadata"]!["name"]!.ToString() == Widgets.Group)!;
        var widgets = Assert.Single(group["versions"]![0]!["resources"]!.AsArray(), resource => resource!["resource"]!.ToString() == "widgets")!;

        Assert.Equal("APIGroupDiscoveryList", answer.Text("kind"));
        Assert.Equal("Namespaced", widgets["scope"]!.ToString());
        Assert.Equal("Widget", widgets["responseKind"]!["kind"]!.ToString());
        Assert.Equal("status", widgets["subresources"]![0]!["subresource"]!.ToString());
    }

    [Fact]
    public async Task OpenApiV3_DescribesTheResource()
    {
        var index = await Api.GetAsync("openapi/v3");
        var url = index["paths", $"apis/{Widgets.ApiVersion}", "serverRelativeURL"]!.ToString();

        var document = await Api.GetAsync(url.TrimStart('/'));
        var schema = Assert.Single(
            document["components", "schemas"]!.AsObject(),
            entry => entry.Value!["x-kubernetes-group-version-kind"]?[0]?["kind"]?.ToString() == "Widget").Value;

        Assert.Equal("Where it is.", ApiAnswer.Find(schema, "properties", "spec", "properties", "url", "description")!.ToString());
        Assert.NotNull(document["paths", $"/apis/{Widgets.ApiVersion}/namespaces/{{namespace}}/widgets/{{name}}", "patch"]);
    }

    [Fact]
    public async Task Namespace_IsLabelledWithItsName()
    {
        var created = await Api.GetAsync($"api/v1/namespaces/{Namespace}");

        Assert.Equal(Namespace, created.Text("metadata", "labels", "kubernetes.io/metadata.name"));
    }
}
