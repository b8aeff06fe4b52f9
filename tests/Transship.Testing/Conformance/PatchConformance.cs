using Xunit;

namespace Transship.Testing.Conformance;

/// <summary>Merge, JSON and strategic merge patches.</summary>
public abstract class PatchConformance(IConformanceServer server) : ConformanceTests(server)
{
    private string One => $"{WidgetsPath}/one";

    [Fact]
    public async Task Merge_SetsReplacesAndRemoves()
    {
        await CreatedAsync("one", """{"size":2,"words":["a","b"],"labels":{"x":"1","y":"2"}}""");

        var patched = await Api.PatchAsync(One, """{"spec":{"size":null,"words":["c"],"labels":{"y":null,"z":"3"}}}""");

        Assert.Equal("""{"labels":{"x":"1","z":"3"},"mode":"Fast","url":"https://example.com","words":["c"]}""", Sorted.Json(patched["spec"]));
    }

    [Fact]
    public async Task Merge_RemovedFieldWithDefault_GetsTheDefaultBack()
    {
        await CreatedAsync("one", """{"mode":"Slow"}""");

        Assert.Equal("Fast", (await Api.PatchAsync(One, """{"spec":{"mode":null}}""")).Text("spec", "mode"));
    }

    [Fact]
    public async Task Merge_NothingChanged_KeepsTheVersion()
    {
        var created = await CreatedAsync("one", """{"size":2}""");

        Assert.Equal(created.Version, (await Api.PatchAsync(One, """{"spec":{"size":2}}""")).Version);
    }

    [Fact]
    public async Task Merge_WithOldVersion_Gets409()
    {
        var created = await CreatedAsync("one");
        await Api.PatchAsync(One, """{"spec":{"size":2}}""");

        var refused = await Api.PatchAsync(One, $$$"""{"metadata":{"resourceVersion":"{{{created.Version}}}"},"spec":{"size":3}}""");

        Assert.Equal(409, refused.Code);
    }

    [Fact]
    public async Task Merge_ThatIsNot_Gets404() => Assert.Equal(404, (await Api.PatchAsync($"{WidgetsPath}/none", "{}")).Code);

    [Fact]
    public async Task Json_AllOperations_InOrder()
    {
        await CreatedAsync("one", """{"size":2,"words":["a","b"]}""");

        var patched = await Api.PatchAsync(
            One,
            """
            [{"op":"test","path":"/spec/size","value":2},{"op":"replace","path":"/spec/size","value":3},{"op":"add","path":"/spec/words/1","value":"x"},
             {"op":"add","path":"/spec/words/-","value":"z"},{"op":"remove","path":"/spec/words/0"},{"op":"add","path":"/metadata/labels","value":{"a~b/c":"1"}},
             {"op":"copy","from":"/spec/words/0","path":"/spec/fixed"},{"op":"move","from":"/spec/fixed","path":"/spec/words/0"}]
            """.Replace("a~b/c", "a", StringComparison.Ordinal),
            ApiSession.JsonPatch);

        Assert.Equal(200, patched.Code);
        Assert.Equal("""["x","x","b","z"]""", patched["spec", "words"]!.ToJsonString());
        Assert.Equal("3", patched.Text("spec", "size"));
    }

    [Theory]
    [InlineData("""[{"op":"test","path":"/spec/size","value":9}]""")]
    [InlineData("""[{"op":"remove","path":"/spec/nothing"}]""")]
    [InlineData("""[{"op":"replace","path":"/spec/words/7","value":"x"}]""")]
    public async Task Json_DoesNotFit_Gets422AndNothingIsStored(string patch)
    {
        var created = await CreatedAsync("one", """{"size":2,"words":["a"]}""");

        Assert.Equal(422, (await Api.PatchAsync(One, patch, ApiSession.JsonPatch)).Code);
        Assert.Equal(created.Version, (await Api.GetAsync(One)).Version);
    }

    [Fact]
    public async Task Json_Malformed_Gets400()
    {
        await CreatedAsync("one");

        Assert.Equal(400, (await Api.PatchAsync(One, """{"op":"add"}""", ApiSession.JsonPatch)).Code);
    }

    [Fact]
    public async Task Strategic_OfCustomResource_Gets415()
    {
        await CreatedAsync("one");

        var refused = await Api.PatchAsync(One, "{}", ApiSession.Strategic);

        Assert.Equal(415, refused.Code);
        Assert.Equal("UnsupportedMediaType", refused.Reason);
    }

    [Fact]
    public async Task Strategic_OfBuiltIn_MergesListsByKeyAndFollowsDirectives()
    {
        await Api.CreateAsync(Core("serviceaccounts"), """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"one","finalizers":["example.com/a"]},"secrets":[{"name":"a"},{"name":"b"}]}""");

        var patched = await Api.PatchAsync(
            Core("serviceaccounts/one"),
            """{"metadata":{"finalizers":["example.com/b"],"$deleteFromPrimitiveList/finalizers":["example.com/a"]},"secrets":[{"name":"c"},{"name":"a","$patch":"delete"}]}""",
            ApiSession.Strategic);
        await Api.PatchAsync(Core("serviceaccounts/one"), """{"metadata":{"finalizers":null}}""");

        Assert.Equal(200, patched.Code);
        Assert.Equal("""["example.com/b"]""", patched["metadata", "finalizers"]!.ToJsonString());
        var names = patched["secrets"]!.AsArray().Select(secret => secret!["name"]!.ToString()).ToArray();
        Assert.Contains("b", names);
        Assert.Contains("c", names);
        Assert.DoesNotContain("a", names);
    }

    [Fact]
    public async Task Patch_UnknownForm_Gets415()
    {
        await CreatedAsync("one");

        Assert.Equal(415, (await Api.PatchAsync(One, "{}", "application/json")).Code);
    }

    [Fact]
    public async Task Patch_OtherName_Gets400Or422()
    {
        await CreatedAsync("one");

        Assert.True((await Api.PatchAsync(One, """{"metadata":{"name":"two"}}""")).Code is 400 or 422);
    }
}
