using System.Text;
using Transship.Embedded.Errors;
using Transship.Embedded.Protobuf;

namespace Transship.Embedded.Tests.Protobuf;

public sealed class ProtobufReaderTests
{
    [Fact]
    public void Read_Namespace_GivesItsJson()
    {
        var body = Object("v1", "Namespace", Field(1, [.. Field(1, "team-a"), .. Field(2, ""), .. Field(6, ""), .. Field(8, []), .. Field(11, [.. Field(1, "tier"), .. Field(2, "gold")])]));

        var json = ProtobufReader.Read(body);

        Assert.Equal("""{"metadata":{"name":"team-a","labels":{"tier":"gold"}},"apiVersion":"v1","kind":"Namespace"}""", json.ToJsonString());
    }

    [Fact]
    public void Read_Secret_GivesItsBytesAsBase64()
    {
        var body = Object("v1", "Secret", [.. Field(1, Field(1, "login")), .. Field(2, [.. Field(1, "password"), .. Field(2, "hunter2")]), .. Field(3, "Opaque")]);

        var json = ProtobufReader.Read(body);

        Assert.Equal(Convert.ToBase64String("hunter2"u8), (string?)json["data"]!["password"]);
        Assert.Equal("Opaque", (string?)json["type"]);
    }

    [Fact]
    public void Read_AnyPrefixOfAnObject_IsABadRequestUnlessItEndsBetweenTwoFields()
    {
        var type = Object("v1", "Secret", [])[..^2];
        var body = Object("v1", "Secret", [.. Field(1, Field(1, "login")), .. Field(2, [.. Field(1, "password"), .. Field(2, "hunter2")])]);

        foreach (var length in Enumerable.Range(0, body.Length).Where(length => length != type.Length))
        {
            var cut = body[..length];
            Assert.Contains(Assert.Throws<ApiException>(() => ProtobufReader.Read(cut)).Code, new[] { 400, 415 });
        }
    }

    [Fact]
    public void Read_KindThatComesAsJsonOnly_IsAnUnsupportedMediaType() =>
        Assert.Equal(415, Assert.Throws<ApiException>(() => ProtobufReader.Read(Object("v1", "Pod", []))).Code);

    private static byte[] Object(string apiVersion, string kind, byte[] raw) =>
        [.. "k8s\0"u8, .. Field(1, [.. Field(1, apiVersion), .. Field(2, kind)]), .. Field(2, raw)];

    private static byte[] Field(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int number, byte[] bytes) => [(byte)((number << 3) | 2), (byte)bytes.Length, .. bytes];
}
