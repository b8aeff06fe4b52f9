using System.Text.Json.Nodes;
using Transship.Embedded.Apply;
using Transship.Embedded.Documents;

namespace Transship.Embedded.Tests.Apply;

public sealed class FieldSetTests
{
    private const string Fields = """{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:list":{"k:{\"name\":\"x\"}":{".":{},"f:name":{},"f:value":{}},"v:\"item\"":{}},"f:size":{}}}""";

    [Fact]
    public void Render_WhatWasParsed_IsTheSame() => Assert.Equal(Fields, WireJson.Text(FieldsV1.Render(Parse(Fields))));

    [Fact]
    public void Parse_KeysInOtherOrderAndSpacing_AreTheSameStep() =>
        Assert.Equal(PathElement.Parse("""k:{"a":"1","b":2}"""), PathElement.Parse("""k:{ "b": 2, "a": "1" }"""));

    [Theory]
    [InlineData("""{"f:a":{},"f:b":{"f:c":{}}}""", """{"f:b":{"f:c":{}}}""", """{"f:a":{}}""", """{"f:a":{},"f:b":{"f:c":{}}}""", """{"f:b":{"f:c":{}}}""")]
    [InlineData("""{"f:b":{".":{},"f:c":{}}}""", """{"f:b":{}}""", """{"f:b":{"f:c":{}}}""", """{"f:b":{".":{},"f:c":{}}}""", """{"f:b":{}}""")]
    [InlineData("""{"f:a":{}}""", """{"f:b":{}}""", """{"f:a":{}}""", """{"f:a":{},"f:b":{}}""", "{}")]
    public void Algebra_OfTwoSets(string left, string right, string except, string union, string intersection)
    {
        Assert.Equal(except, Render(Parse(left).Except(Parse(right))));
        Assert.Equal(union, Render(Parse(left).Union(Parse(right))));
        Assert.Equal(intersection, Render(Parse(left).Intersect(Parse(right))));
    }

    [Fact]
    public void ExceptBelow_Container_TakesAllBelowAlong() =>
        Assert.Equal("""{"f:a":{}}""", Render(Parse("""{"f:a":{},"f:status":{".":{},"f:x":{"f:y":{}}}}""").ExceptBelow(Parse("""{"f:status":{}}"""))));

    [Fact]
    public void Paths_AsMessagesShowThem() => Assert.Equal(
        [".metadata.labels", ".metadata.labels.app", ".spec.size", ".spec.list[=\"item\"]", ".spec.list[name=\"x\"]", ".spec.list[name=\"x\"].name", ".spec.list[name=\"x\"].value"],
        Parse(Fields).Paths().Select(path => path.ToString()).OrderBy(path => path.StartsWith(".spec", StringComparison.Ordinal)).ThenBy(path => path.Contains("list", StringComparison.Ordinal)).ThenBy(path => path.Contains("name=", StringComparison.Ordinal)).ThenBy(path => path, StringComparer.Ordinal));

    private static FieldSet Parse(string fields) => FieldsV1.Parse((JsonObject)JsonNode.Parse(fields)!);

    private static string Render(FieldSet set) => WireJson.Text(FieldsV1.Render(set));
}
