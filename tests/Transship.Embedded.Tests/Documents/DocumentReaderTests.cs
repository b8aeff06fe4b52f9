using System.Text;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;

namespace Transship.Embedded.Tests.Documents;

public sealed class DocumentReaderTests
{
    [Theory]
    [InlineData("a: 1\nb: true\nc: null\nd: text\ne: '1'\nf: 1.5\ng: 010\nh: yes\ni: ~\n", """{"a":1,"b":true,"c":null,"d":"text","e":"1","f":1.5,"g":8,"h":true,"i":null}""")]
    [InlineData("a:\n- x\n- y: z\n", """{"a":["x",{"y":"z"}]}""")]
    [InlineData("a: |\n  line\n  more\n", """{"a":"line\nmore\n"}""")]
    [InlineData("""{"json": ["is", "yaml"]}""", """{"json":["is","yaml"]}""")]
    public void Read_Yaml_GivesJson(string yaml, string expected) => Assert.Equal(expected, Read(yaml, "application/yaml"));

    [Fact]
    public void Read_DuplicateMembers_AreNamedAndTheLastCounts()
    {
        var duplicates = new List<string>();

        var read = DocumentReader.Read(Encoding.UTF8.GetBytes("""{"a":{"b":1,"b":2},"c":[{"d":1,"d":2}]}"""), "application/json", duplicates);

        Assert.Equal("""{"a":{"b":2},"c":[{"d":2}]}""", read.ToJsonString());
        Assert.Equal(["duplicate field \"a.b\"", "duplicate field \"c[0].d\""], duplicates);
    }

    [Theory]
    [InlineData("a: [", "application/yaml")]
    [InlineData("a: &x 1\nb: *x\n", "application/yaml")]
    [InlineData("", "application/json")]
    [InlineData("null", "application/json")]
    [InlineData("{\"a\":", "application/json")]
    [InlineData("not protobuf", "application/vnd.kubernetes.protobuf")]
    public void Read_Malformed_IsABadRequest(string body, string mediaType) => Assert.Equal(400, Assert.Throws<ApiException>(() => Read(body, mediaType)).Code);

    [Fact]
    public void Read_DeepNesting_IsABadRequest()
    {
        Assert.Equal(400, Assert.Throws<ApiException>(() => Read(new string('[', 100_000), "application/json")).Code);
        Assert.Equal(400, Assert.Throws<ApiException>(() => Read("a: " + new string('[', 5_000), "application/yaml")).Code);
    }

    private static string Read(string body, string mediaType) => WireJson.Text(DocumentReader.Read(Encoding.UTF8.GetBytes(body), mediaType, []));
}
