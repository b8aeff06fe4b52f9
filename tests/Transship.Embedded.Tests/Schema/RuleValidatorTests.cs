using System.Text.Json.Nodes;
using Transship.Embedded.Schema;

namespace Transship.Embedded.Tests.Schema;

public sealed class RuleValidatorTests
{
    private const string Immutable = """{"type":"object","properties":{"a":{"type":"string","x-kubernetes-validations":[{"rule":"self == oldSelf","message":"a is immutable"}]}}}""";

    [Fact]
    public void Validate_TransitionRuleOnCreate_IsNotEvaluated() => Assert.Empty(Check(Immutable, """{"a":"1"}""", null));

    [Fact]
    public void Validate_TransitionRuleOnUpdate_IsEvaluated()
    {
        var error = Assert.Single(Check(Immutable, """{"a":"2"}""", """{"a":"1"}"""));

        Assert.Equal("a: Invalid value: \"string\": a is immutable", error);
    }

    [Fact]
    public void Validate_FieldThatIsNew_HasNoFormerState() => Assert.Empty(Check(Immutable, """{"a":"2"}""", "{}"));

    [Fact]
    public void Validate_RuleOfListItem_NamesTheItemAndComparesByKey()
    {
        const string Schema =
            """
            {"type":"object","properties":{"parts":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
             "items":{"type":"object","properties":{"name":{"type":"string"},"n":{"type":"integer"}},"x-kubernetes-validations":[{"rule":"self.n >= oldSelf.n","messageExpression":"'was ' + string(oldSelf.n)","fieldPath":".n"}]}}}}
            """;

        var errors = Check(Schema, """{"parts":[{"name":"new","n":0},{"name":"b","n":1}]}""", """{"parts":[{"name":"b","n":5}]}""");

        Assert.Equal("parts[1].n: Invalid value: \"object\": was 5", Assert.Single(errors));
    }

    [Fact]
    public void Validate_RuleWithoutMessage_ShowsTheRule() =>
        Assert.Equal("<nil>: Invalid value: \"object\": failed rule: self.a == 'x'", Assert.Single(Check("""{"type":"object","properties":{"a":{"type":"string"}},"x-kubernetes-validations":[{"rule":"self.a == 'x'"}]}""", """{"a":"y"}""", null)));

    [Theory]
    [InlineData("FieldValueForbidden", "a: Forbidden: no")]
    [InlineData("FieldValueRequired", "a: Required value: no")]
    public void Validate_Reason_IsTheCause(string reason, string expected) => Assert.Equal(
        expected,
        Assert.Single(Check($$$$"""{"type":"object","properties":{"a":{"type":"string","x-kubernetes-validations":[{"rule":"false","message":"no","reason":"{{{{reason}}}}"}]}}}""", """{"a":"y"}""", null)));

    [Fact]
    public void Validate_OptionalOldSelf_IsEvaluatedOnCreateToo() => Assert.Single(Check(
        """{"type":"object","properties":{"a":{"type":"string"}},"x-kubernetes-validations":[{"rule":"oldSelf.hasValue()","message":"no","optionalOldSelf":true}]}""", """{"a":"y"}""", null));

    [Fact]
    public void Validate_RuleWithoutValue_IsAnError() => Assert.Contains(
        "no such key: b",
        Assert.Single(Check("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"x-kubernetes-validations":[{"rule":"self.b == 'x'"}]}""", """{"a":"y"}""", null)),
        StringComparison.Ordinal);

    private static string[] Check(string schema, string value, string? previous) =>
    [
        .. RuleValidator.Validate(Parse(value), previous is null ? null : Parse(previous), SchemaReader.Read(Parse(schema))).Select(error => error.ToString()),
    ];

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}
