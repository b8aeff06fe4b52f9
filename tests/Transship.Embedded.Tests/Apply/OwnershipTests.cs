using System.Text.Json.Nodes;
using Transship.Embedded.Apply;
using Transship.Embedded.Documents;
using Transship.Embedded.Kinds;

namespace Transship.Embedded.Tests.Apply;

/// <summary>What writes at different times do to the times of owners; a server's own clock moves too little to tell.</summary>
public sealed class OwnershipTests
{
    private const string Earlier = "2026-01-01T00:00:00Z";
    private const string Later = "2026-01-01T00:00:05Z";

    private static readonly ResourceKind Kind = BuiltInKinds.All().Single(kind => kind.Kind == "ConfigMap");

    private readonly Ownership _ownership = new(Kind, "");

    [Fact]
    public void W5_Apply_OfTheSameLater_ChangesNothing()
    {
        var first = Apply(null, "1", Earlier);
        Assert.Equal(Earlier, TimeOf(first));
        Assert.True(JsonNode.DeepEquals(first, Apply(first.Clone(), "1", Later)));
    }

    [Fact]
    public void Apply_OfAnotherFieldLater_HasTheLaterTime()
    {
        var first = Apply(null, "1", Earlier);
        var second = _ownership.Apply(first.Clone(), Configuration("""{"a":"1","b":"2"}"""), "ann", force: false, _ => { }, Later);
        Assert.Equal(Later, TimeOf(second));
    }

    [Theory]
    [InlineData(Earlier)]
    [InlineData("2020-02-02T02:02:02Z")]
    public void W5_Update_ThatChangesNoFieldLater_ChangesNothing(string timeSent)
    {
        var live = Apply(null, "1", Earlier);
        var target = live.Clone();
        target["metadata"]!["managedFields"]![0]!["time"] = timeSent;

        _ownership.Update(live, target, "bob", Later);

        Assert.True(JsonNode.DeepEquals(live, target), target.ToJsonString());
    }

    private static JsonObject Configuration(string data) =>
        JsonNode.Parse($$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one","namespace":"default"},"data":{{data}}}""")!.AsObject();

    private static string? TimeOf(JsonObject target) => target.At("metadata", "managedFields")![0]!["time"].AsString();

    private JsonObject Apply(JsonObject? live, string value, string now) =>
        _ownership.Apply(live, Configuration($$"""{"a":"{{value}}"}"""), "ann", force: false, _ => { }, now);
}
