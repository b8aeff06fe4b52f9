using System.Text.Json.Nodes;
using Xunit;

namespace Transship.Testing.Conformance;

/// <summary>Server-side apply and the ownership of fields.</summary>
public abstract class ApplyConformance(IConformanceServer server) : ConformanceTests(server)
{
    private string One => $"{WidgetsPath}/one";

    [Fact]
    public async Task Apply_ThatIsNot_CreatesAndOwns()
    {
        var applied = await ApplyAsync("ann", """{"spec":{"url":"https://a","parts":[{"name":"p","count":2}]}}""");

        Assert.Equal(201, applied.Code);
        Assert.Equal("""{"f:spec":{"f:parts":{"k:{\"name\":\"p\"}":{".":{},"f:count":{},"f:name":{}}},"f:url":{}}}""", Owned(applied, "ann", "Apply"));
    }

    [Fact]
    public async Task W5_ApplyOfTheSame_KeepsTheVersion()
    {
        var first = await ApplyAsync("ann", """{"spec":{"url":"https://a","parts":[{"name":"p"}],"labels":{"x":"1"},"tags":["t"]}}""");
        var second = await ApplyAsync("ann", """{"spec":{"url":"https://a","parts":[{"name":"p"}],"labels":{"x":"1"},"tags":["t"]}}""");

        Assert.Equal(200, second.Code);
        Assert.Equal(first.Version, second.Version);
    }

    [Fact]
    public async Task W5_StatusApplyOfTheSame_KeepsTheVersion()
    {
        await CreatedAsync("one");
        var status = Widgets.Configuration("one", """{"status":{"note":"n","conditions":[{"type":"Ready","status":"True"}]}}""");

        var first = await Api.ApplyAsync($"{One}/status", status, "ann", force: true);
        var second = await Api.ApplyAsync($"{One}/status", status, "ann", force: true);

        Assert.Equal(200, first.Code);
        Assert.Equal("n", first.Text("status", "note"));
        Assert.Equal(first.Version, second.Version);
        Assert.Equal("1", second.Text("metadata", "generation"));
    }

    [Fact]
    public async Task Apply_WithoutAFormerField_RemovesIt()
    {
        await ApplyAsync("ann", """{"spec":{"url":"https://a","size":3,"mode":"Slow","labels":{"x":"1","y":"2"},"parts":[{"name":"p"},{"name":"q"}],"tags":["t","u"]}}""");

        var applied = await ApplyAsync("ann", """{"spec":{"url":"https://a","labels":{"y":"2"},"parts":[{"name":"q"}],"tags":["u"]}}""");

        Assert.Equal("""{"labels":{"y":"2"},"mode":"Fast","parts":[{"count":1,"name":"q"}],"tags":["u"],"url":"https://a"}""", Sorted.Json(applied["spec"]));
    }

    [Fact]
    public async Task Apply_FormerFieldThatAnotherOwnsToo_Stays()
    {
        await ApplyAsync("ann", """{"spec":{"url":"https://a","size":3}}""");
        await ApplyAsync("bob", """{"spec":{"size":3}}""");

        var applied = await ApplyAsync("ann", """{"spec":{"url":"https://a"}}""");

        Assert.Equal("3", applied.Text("spec", "size"));
        Assert.Equal("""{"f:spec":{"f:size":{}}}""", Owned(applied, "bob", "Apply"));
    }

    [Fact]
    public async Task Apply_FieldOfAnother_Gets409NamingOwnerAndField()
    {
        await ApplyAsync("ann", """{"spec":{"url":"https://a","size":3}}""");

        var refused = await ApplyAsync("bob", """{"spec":{"size":4}}""");

        Assert.Equal(409, refused.Code);
        Assert.Equal("Conflict", refused.Reason);
        Assert.Equal("Apply failed with 1 conflict: conflict with \"ann\": .spec.size", refused.Message);
        Assert.Equal("FieldManagerConflict", refused.Text("details", "causes", "0", "reason"));
        Assert.Equal(".spec.size", refused.Text("details", "causes", "0", "field"));
    }

    [Fact]
    public async Task Apply_SeveralConflicts_NamesAll()
    {
        await ApplyAsync("ann", """{"spec":{"url":"https://a","size":3,"parts":[{"name":"p","count":2}]}}""");

        var refused = await ApplyAsync("bob", """{"spec":{"size":4,"parts":[{"name":"p","count":3}]}}""");

        Assert.Equal("Apply failed with 2 conflicts: conflicts with \"ann\":\n- .spec.size\n- .spec.parts[name=\"p\"].count", refused.Message);
    }

    [Fact]
    public async Task Apply_Forced_TakesOver()
    {
        await ApplyAsync("ann", """{"spec":{"url":"https://a","size":3}}""");

        var applied = await Api.ApplyAsync(One, Widgets.Configuration("one", """{"spec":{"size":4}}"""), "bob", force: true);

        Assert.Equal("4", applied.Text("spec", "size"));
        Assert.Equal("""{"f:spec":{"f:url":{}}}""", Owned(applied, "ann", "Apply"));
        Assert.Equal("""{"f:spec":{"f:size":{}}}""", Owned(applied, "bob", "Apply"));
    }

    [Fact]
    public async Task Apply_ListItemsOfSeveralManagers_AreMerged()
    {
        await ApplyAsync("ann", """{"spec":{"url":"https://a","parts":[{"name":"p"}],"tags":["t"]}}""");

        var applied = await ApplyAsync("bob", """{"spec":{"parts":[{"name":"q","count":4}],"tags":["u"]}}""");

        Assert.Equal("""[{"count":1,"name":"p"},{"count":4,"name":"q"}]""", Sorted.Json(applied["spec", "parts"]));
        Assert.Equal("""["t","u"]""", applied["spec", "tags"]!.ToJsonString());
    }

    [Fact]
    public async Task Apply_AtomicValues_AreReplacedAsAWhole()
    {
        await ApplyAsync("ann", """{"spec":{"url":"https://a","words":["a","b"],"whole":{"a":"1","b":"2"}}}""");

        var applied = await ApplyAsync("ann", """{"spec":{"url":"https://a","words":["c"],"whole":{"a":"3"}}}""");

        Assert.Equal("""["c"]""", applied["spec", "words"]!.ToJsonString());
        Assert.Equal("""{"a":"3"}""", applied["spec", "whole"]!.ToJsonString());
        Assert.Equal("""{"f:spec":{"f:url":{},"f:whole":{},"f:words":{}}}""", Owned(applied, "ann", "Apply"));
    }

    [Fact]
    public async Task Update_OfAnAppliedField_TakesItFromItsOwner()
    {
        await ApplyAsync("ann", """{"spec":{"url":"https://a","size":3}}""");

        var patched = await Api.PatchAsync($"{One}?fieldManager=bob", """{"spec":{"size":4}}""");
        var refused = await ApplyAsync("ann", """{"spec":{"url":"https://a","size":3}}""");

        Assert.Equal("""{"f:spec":{"f:url":{}}}""", Owned(patched, "ann", "Apply"));
        Assert.Equal("""{"f:spec":{"f:size":{}}}""", Owned(patched, "bob", "Update"));
        Assert.Equal(409, refused.Code);
        Assert.Contains($"conflict with \"bob\" using {Widgets.ApiVersion}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_RecordsTheProgramAsManager()
    {
        var widget = Widgets.Of("one", """{"parts":[{"name":"p"}]}""");
        widget["metadata"]!["labels"] = new JsonObject { ["a"] = "b" };

        var created = await Api.CreateAsync(WidgetsPath, widget);

        Assert.Equal(
            """{"f:metadata":{"f:labels":{".":{},"f:a":{}}},"f:spec":{".":{},"f:mode":{},"f:parts":{".":{},"k:{\"name\":\"p\"}":{".":{},"f:count":{},"f:name":{}}},"f:url":{}}}""",
            Owned(created, "conformance", "Update"));
    }

    [Fact]
    public async Task Apply_Yaml_IsAccepted()
    {
        var applied = await Api.PatchAsync($"{One}?fieldManager=ann", $"apiVersion: {Widgets.ApiVersion}\nkind: Widget\nmetadata:\n  name: one\nspec:\n  url: https://a\n  size: 3\n", ApiSession.Apply);

        Assert.Equal(201, applied.Code);
        Assert.Equal("3", applied.Text("spec", "size"));
    }

    [Fact]
    public async Task Apply_WithoutManager_IsRefused()
    {
        var refused = await Api.PatchAsync(One, Widgets.Configuration("one", "{}").ToJsonString(), ApiSession.Apply);

        Assert.True(refused.Code is 400 or 422);
        Assert.Contains("fieldManager", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_WithManagedFields_Gets400()
    {
        var configuration = Widgets.Configuration("one", """{"spec":{"url":"https://a"}}""");
        configuration["metadata"]!["managedFields"] = new JsonArray(new JsonObject { ["manager"] = "x" });

        Assert.Equal(400, (await Api.ApplyAsync(One, configuration, "ann")).Code);
    }

    [Fact]
    public async Task Apply_WithOldVersion_Gets409()
    {
        var first = await ApplyAsync("ann", """{"spec":{"url":"https://a"}}""");
        await ApplyAsync("ann", """{"spec":{"url":"https://b"}}""");
        var configuration = Widgets.Configuration("one", """{"spec":{"url":"https://c"}}""");
        configuration["metadata"]!["resourceVersion"] = first.Version;

        Assert.Equal(409, (await Api.ApplyAsync(One, configuration, "ann")).Code);
    }

    [Fact]
    public async Task Apply_Invalid_Gets422() => Assert.Equal(422, (await ApplyAsync("ann", """{"spec":{"url":"ftp"}}""")).Code);

    [Fact]
    public async Task ManagedFields_SetToAnEmptyEntry_AreForgotten()
    {
        await ApplyAsync("ann", """{"spec":{"url":"https://a"}}""");

        var reset = await Api.PatchAsync(One, """{"metadata":{"managedFields":[{}]}}""");

        Assert.Null(reset["metadata", "managedFields"]);
    }

    [Fact]
    public async Task Apply_FinalizersOfSeveralManagers_AreASet()
    {
        var configuration = Widgets.Configuration("one", """{"spec":{"url":"https://a"}}""");
        configuration["metadata"]!["finalizers"] = new JsonArray("example.com/ann");
        await Api.ApplyAsync(One, configuration, "ann");
        var other = Widgets.Configuration("one", "{}");
        other["metadata"]!["finalizers"] = new JsonArray("example.com/bob");

        var both = await Api.ApplyAsync(One, other, "bob");
        other["metadata"]!["finalizers"] = new JsonArray();
        await Api.ApplyAsync(One, other, "bob");
        var one = await Api.GetAsync(One);
        await Api.PatchAsync(One, """{"metadata":{"finalizers":null}}""");

        Assert.Equal("""["example.com/ann","example.com/bob"]""", both["metadata", "finalizers"]!.ToJsonString());
        Assert.Equal("""["example.com/ann"]""", one["metadata", "finalizers"]!.ToJsonString());
    }

    private static string Owned(ApiAnswer answer, string manager, string operation)
    {
        var entry = (answer["metadata", "managedFields"] as JsonArray ?? [])
            .FirstOrDefault(candidate => candidate!["manager"]!.ToString() == manager && candidate["operation"]!.ToString() == operation && candidate["subresource"] is null);
        return entry is null ? "nothing" : Sorted.Json(entry["fieldsV1"]).Replace("\\u0022", "\\\"", StringComparison.Ordinal);
    }

    private Task<ApiAnswer> ApplyAsync(string manager, string members) => Api.ApplyAsync(One, Widgets.Configuration("one", members), manager);
}
