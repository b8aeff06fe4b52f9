using Xunit;

namespace Transship.Testing.Conformance;

/// <summary>Defaults, pruning and validation by the structural schema.</summary>
public abstract class SchemaConformance(IConformanceServer server) : ConformanceTests(server)
{
    [Fact]
    public async Task Defaults_AreFilledIn_AlsoInListItems()
    {
        var created = await CreatedAsync("one", """{"parts":[{"name":"a"},{"name":"b","count":5}]}""");

        Assert.Equal("Fast", created.Text("spec", "mode"));
        Assert.Equal("""[{"count":1,"name":"a"},{"count":5,"name":"b"}]""", Sorted.Json(created["spec", "parts"]));
    }

    [Fact]
    public async Task Null_WithDefault_GetsTheDefault() => Assert.Equal("Fast", (await CreatedAsync("one", """{"mode":null}""")).Text("spec", "mode"));

    [Fact]
    public async Task Null_WithoutDefault_IsDropped()
    {
        var created = await CreatedAsync("one", """{"size":null}""");

        Assert.False(created["spec"]!.AsObject().ContainsKey("size"));
    }

    [Fact]
    public async Task UnknownFields_ArePruned_UnlessTheSchemaKeepsThem()
    {
        var created = await CreatedAsync("one", """{"foo":1,"parts":[{"name":"a","bar":1}],"free":{"any":{"thing":[1]}}}""");

        Assert.Null(created["spec", "foo"]);
        Assert.Null(created["spec", "parts", "0", "bar"]);
        Assert.Equal("""{"any":{"thing":[1]}}""", created["spec", "free"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"url":"ftp://x"}""", "spec.url", "should match '^https?://'")]
    [InlineData("""{"mode":"Odd"}""", "spec.mode", "Unsupported value: \"Odd\": supported values: \"Fast\", \"Slow\"")]
    [InlineData("""{"size":0}""", "spec.size", "should be greater than or equal to 1")]
    [InlineData("""{"size":11}""", "spec.size", "should be less than or equal to 10")]
    [InlineData("""{"size":"many"}""", "spec.size", "must be of type integer: \"string\"")]
    [InlineData("""{"size":1.5}""", "spec.size", "must be of type integer: \"number\"")]
    [InlineData("""{"url":5}""", "spec.url", "must be of type string: \"integer\"")]
    [InlineData("""{"parts":{}}""", "spec.parts", "must be of type array: \"object\"")]
    [InlineData("""{"tags":["a","a"]}""", "spec.tags[1]", "Duplicate value: \"a\"")]
    [InlineData("""{"parts":[{"name":"a"},{"name":"a"}]}""", "spec.parts[1]", "Duplicate value")]
    [InlineData("""{"when":"yesterday"}""", "spec.when", "must be of type date-time: \"yesterday\"")]
    [InlineData("""{"labels":{"a":1}}""", "spec.labels.a", "must be of type string: \"integer\"")]
    public async Task Create_InvalidValue_Gets422NamingTheField(string spec, string field, string message)
    {
        var refused = await Api.CreateAsync(WidgetsPath, Widgets.Of("one", spec));

        Assert.Equal(422, refused.Code);
        Assert.Equal("Invalid", refused.Reason);
        Assert.StartsWith($"Widget.{Widgets.Group} \"one\" is invalid: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.Contains(field, CauseFields(refused));
        Assert.Equal("Widget", refused.Text("details", "kind"));
    }

    [Fact]
    public async Task Create_RequiredFieldMissing_Gets422NamingTheField()
    {
        var widget = Widgets.Of("one");
        widget["spec"]!.AsObject().Remove("url");

        var refused = await Api.CreateAsync(WidgetsPath, widget);

        Assert.Equal(422, refused.Code);
        Assert.Equal($"Widget.{Widgets.Group} \"one\" is invalid: spec.url: Required value", refused.Message);
        Assert.Equal("FieldValueRequired", refused.Text("details", "causes", "0", "reason"));
    }

    [Fact]
    public async Task Create_SeveralErrors_NamesAll()
    {
        var refused = await Api.CreateAsync(WidgetsPath, Widgets.Of("one", """{"url":"ftp","size":99,"mode":"Odd"}"""));

        Assert.Equal(["spec.mode", "spec.size", "spec.url"], CauseFields(refused).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Patch_ToInvalid_IsRefusedAndNothingIsStored()
    {
        await CreatedAsync("one", """{"size":3}""");

        Assert.Equal(422, (await Api.PatchAsync($"{WidgetsPath}/one", """{"spec":{"size":99}}""")).Code);
        Assert.Equal("3", (await Api.GetAsync($"{WidgetsPath}/one")).Text("spec", "size"));
    }

    [Fact]
    public async Task Labels_OutsideTheirForm_Get422()
    {
        var widget = Widgets.Of("one");
        widget["metadata"]!["labels"] = new System.Text.Json.Nodes.JsonObject { ["a"] = "white space" };

        var refused = await Api.CreateAsync(WidgetsPath, widget);

        Assert.Equal(422, refused.Code);
        Assert.Contains("metadata.labels", CauseFields(refused));
    }
}
