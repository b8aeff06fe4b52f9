using System.Text.Json.Nodes;
using Transship.Embedded.Tables;

namespace Transship.Embedded.Tests.Tables;

public sealed class JsonPathTests
{
    private static readonly JsonNode Document = JsonNode.Parse(
        """{"a":{"b":1,"c.d":"dotted"},"list":[{"type":"X","v":"1"},{"type":"Ready","v":"2"}],"metadata":{"annotations":{"k/x":"y"}}}""")!;

    [Theory]
    [InlineData(".a.b", "1")]
    [InlineData(".a['c.d']", "dotted")]
    [InlineData(".a.c\\.d", "dotted")]
    [InlineData(".list[0].v", "1")]
    [InlineData(".list[-1].v", "2")]
    [InlineData(".list[*].v", "1,2")]
    [InlineData(".list[?(@.type==\"Ready\")].v", "2")]
    [InlineData(".list[?(@.type!='Ready')].v", "1")]
    [InlineData(".metadata.annotations['k/x']", "y")]
    [InlineData(".nothing.at.all", "")]
    [InlineData(".list[9].v", "")]
    public void Find_Path_GivesTheValues(string path, string expected) => Assert.Equal(expected, string.Join(',', JsonPath.Parse(path).Find(Document)));

    [Theory]
    [InlineData("a.b")]
    [InlineData(".list[0")]
    [InlineData(".list[a b]")]
    [InlineData(".list[?(@.a)]")]
    public void Parse_Malformed_IsRefused(string path) => Assert.Throws<ArgumentException>(() => JsonPath.Parse(path));
}
