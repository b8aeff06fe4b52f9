using System.Text.Json.Nodes;
using Xunit;

namespace Transship.Testing.Conformance;

/// <summary>Lists: selectors, pages, tables.</summary>
public abstract class ListConformance(IConformanceServer server) : ConformanceTests(server)
{
    private const string TableForm = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    [Fact]
    public async Task List_IsOrderedAndCarriesKindAndVersion()
    {
        await CreateAsync("b", "a", "c");

        var list = await Api.GetAsync(WidgetsPath);

        Assert.Equal("WidgetList", list.Text("kind"));
        Assert.Equal(Widgets.ApiVersion, list.Text("apiVersion"));
        Assert.NotEmpty(list.Version);
        Assert.Equal(["a", "b", "c"], Names(list));
        Assert.Equal("Widget", list.Text("items", "0", "kind"));
    }

    [Fact]
    public async Task List_AcrossNamespaces_FindsAll()
    {
        await CreateAsync("a");

        var list = await Api.GetAsync($"apis/{Widgets.ApiVersion}/widgets?fieldSelector=metadata.namespace%3D{Namespace}");

        Assert.Equal(["a"], Names(list));
    }

    [Theory]
    [InlineData("n=a", "a")]
    [InlineData("n==a", "a")]
    [InlineData("n!=a", "b,c")]
    [InlineData("n in (a, c)", "a,c")]
    [InlineData("n notin (a, c)", "b")]
    [InlineData("n", "a,b,c")]
    [InlineData("!n", "")]
    [InlineData("n in (a,b),n!=a", "b")]
    public async Task List_LabelSelector_FindsWhatMatches(string selector, string expected)
    {
        await CreateAsync("a", "b", "c");

        var list = await Api.GetAsync($"{WidgetsPath}?labelSelector={Uri.EscapeDataString(selector)}");

        Assert.Equal(expected, string.Join(',', Names(list)));
    }

    [Theory]
    [InlineData("metadata.name=a", "a")]
    [InlineData("metadata.name!=a", "b")]
    public async Task List_FieldSelector_FindsWhatMatches(string selector, string expected)
    {
        await CreateAsync("a", "b");

        Assert.Equal(expected, string.Join(',', Names(await Api.GetAsync($"{WidgetsPath}?fieldSelector={Uri.EscapeDataString(selector)}"))));
    }

    [Theory]
    [InlineData("labelSelector=a%3D%3D%3Db")]
    [InlineData("fieldSelector=spec.unknown%3Da")]
    public async Task List_SelectorThatCannotBe_Gets400(string query) => Assert.Equal(400, (await Api.GetAsync($"{WidgetsPath}?{query}")).Code);

    [Fact]
    public async Task R2_Pages_AreOfOneVersion()
    {
        await CreateAsync("a", "b", "c");
        var first = await Api.GetAsync($"{WidgetsPath}?limit=2");
        await Api.DeleteAsync($"{WidgetsPath}/c");
        await CreateAsync("d");

        var second = await Api.GetAsync($"{WidgetsPath}?limit=2&continue={first.Text("metadata", "continue")}");

        Assert.Equal(["a", "b"], Names(first));
        Assert.Equal(["c"], Names(second));
        Assert.Equal(first.Version, second.Version);
        Assert.Equal("", second.Text("metadata", "continue"));
    }

    [Fact]
    public async Task R2_MalformedToken_Gets400() => Assert.Equal(400, (await Api.GetAsync($"{WidgetsPath}?limit=2&continue=nonsense")).Code);

    [Theory]
    [InlineData("0")]
    [InlineData("")]
    public async Task R1_AnyVersion_IsAnswered(string version)
    {
        await CreateAsync("a");

        Assert.Equal(200, (await Api.GetAsync($"{WidgetsPath}?resourceVersion={version}")).Code);
    }

    [Fact]
    public async Task R1_SeenVersion_IsAnsweredAtLeastAsFresh()
    {
        await CreateAsync("a");
        var seen = await Api.GetAsync(WidgetsPath);
        await CreateAsync("b");

        var list = await Api.GetAsync($"{WidgetsPath}?resourceVersion={seen.Version}&resourceVersionMatch=NotOlderThan");

        Assert.Contains("a", Names(list));
    }

    [Fact]
    public async Task Table_HasTheColumnsOfTheDefinition()
    {
        await CreateAsync("a");

        var table = await Api.GetAsync(WidgetsPath, TableForm);

        Assert.Equal("Table", table.Text("kind"));
        Assert.Equal("meta.k8s.io/v1", table.Text("apiVersion"));
        Assert.Equal(["Name", "Mode", "Ready", "Size", "Age"], table["columnDefinitions"]!.AsArray().Select(column => column!["name"]!.ToString()));
        Assert.Equal("name", table.Text("columnDefinitions", "0", "format"));
        Assert.Equal("1", table.Text("columnDefinitions", "3", "priority"));
        var cells = table["rows", "0", "cells"]!.AsArray();
        Assert.Equal("a", cells[0]!.ToString());
        Assert.Equal("Fast", cells[1]!.ToString());
        Assert.Null(cells[2]);
        Assert.Null(cells[3]);
        Assert.Matches("^[0-9]+s$", cells[4]!.ToString());
        Assert.Equal("PartialObjectMetadata", table.Text("rows", "0", "object", "kind"));
    }

    [Fact]
    public async Task Table_ShowsValuesOfStatus()
    {
        await CreateAsync("a");
        await Api.PatchAsync($"{WidgetsPath}/a/status", """{"status":{"conditions":[{"type":"Other","status":"False"},{"type":"Ready","status":"True"}]}}""");

        var table = await Api.GetAsync($"{WidgetsPath}/a", TableForm);

        Assert.Equal("True", table.Text("rows", "0", "cells", "2"));
    }

    [Fact]
    public async Task MetadataOnly_LeavesTheRestOut()
    {
        await CreateAsync("a");

        var list = await Api.GetAsync(WidgetsPath, "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io");

        Assert.Equal("PartialObjectMetadataList", list.Text("kind"));
        Assert.Equal("PartialObjectMetadata", list.Text("items", "0", "kind"));
        Assert.Equal("a", list.Text("items", "0", "metadata", "name"));
        Assert.Null(list["items", "0", "spec"]);
    }

    private static string[] Names(ApiAnswer list) => [.. ((JsonArray)list["items"]!).Select(item => item!["metadata"]!["name"]!.ToString())];

    private async Task CreateAsync(params string[] names)
    {
        foreach (var name in names)
        {
            var widget = Widgets.Of(name);
            widget["metadata"]!["labels"] = new JsonObject { ["n"] = name };
            Assert.Equal(201, (await Api.CreateAsync(WidgetsPath, widget)).Code);
        }
    }
}
