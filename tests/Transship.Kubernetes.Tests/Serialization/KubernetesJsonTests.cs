using System.Text.Json;
using Transship.Kubernetes.Models;
using Transship.Kubernetes.Serialization;

namespace Transship.Kubernetes.Tests.Serialization;

public sealed class KubernetesJsonTests
{
    [Theory]
    [InlineData("80", 80)]
    [InlineData("\"http\"", null)]
    [InlineData("\"80\"", 80)]
    public void IntOrString_BothForms_AreRead(string json, int? number)
    {
        var value = JsonSerializer.Deserialize<IntOrString>(json, KubernetesJson.Options);

        Assert.Equal(number, value.Number);
        Assert.Equal(json.Trim('"'), value.Text);
    }

    [Theory]
    [InlineData("80", "80")]
    [InlineData("http", "\"http\"")]
    [InlineData("10%", "\"10%\"")]
    public void IntOrString_Number_IsWrittenAsOne(string text, string json) =>
        Assert.Equal(json, JsonSerializer.Serialize(new IntOrString(text), KubernetesJson.Options));

    [Theory]
    [InlineData("true")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    public void IntOrString_NeitherForm_IsAJsonException(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<IntOrString>(json, KubernetesJson.Options));

    [Fact]
    public void Write_Object_HasItsHeadFirstAndNoNulls()
    {
        var secret = new V1Secret { Metadata = new V1ObjectMeta { Name = "s" }, Data = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["k"] = [1, 2] } };

        Assert.Equal("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"k":"AQI="}}""", JsonSerializer.Serialize(secret, KubernetesJson.Options));
    }

    [Fact]
    public void Write_Condition_HasWordsForEnums()
    {
        var condition = new V1Condition
        {
            Type = "Ready",
            Status = ConditionStatus.False,
            Reason = "R",
            Message = "m",
            LastTransitionTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };

        var json = JsonSerializer.Serialize(condition, KubernetesJson.Options);

        Assert.Equal("""{"type":"Ready","status":"False","reason":"R","message":"m","lastTransitionTime":"2026-01-01T00:00:00Z"}""", json);
        Assert.Equal(condition, JsonSerializer.Deserialize<V1Condition>(json, KubernetesJson.Options));
    }

    [Fact]
    public void Read_UnknownFields_AreIgnored() =>
        Assert.Equal("n", JsonSerializer.Deserialize<V1Namespace>("""{"metadata":{"name":"n","new":1},"spec":{"finalizers":[]}}""", KubernetesJson.Options)!.Metadata.Name);

    [Fact]
    public void Read_ListItemWithoutHead_HasTheHeadOfItsType()
    {
        var secret = JsonSerializer.Deserialize<V1Secret>("""{"metadata":{"name":"s"}}""", KubernetesJson.Options)!;

        Assert.Equal(("v1", "Secret"), (secret.ApiVersion, secret.Kind));
    }

    [Fact]
    public void ToString_Secret_ShowsNoValue()
    {
        var secret = new V1Secret { Metadata = new V1ObjectMeta { Name = "s", Namespace = "n" }, StringData = new Dictionary<string, string>(StringComparer.Ordinal) { ["k"] = "hidden" } };

        Assert.DoesNotContain("hidden", $"{secret}", StringComparison.Ordinal);
    }
}
