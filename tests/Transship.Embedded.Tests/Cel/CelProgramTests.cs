using System.Text.Json.Nodes;
using Transship.Embedded.Cel;
using Transship.Embedded.Schema;

namespace Transship.Embedded.Tests.Cel;

public sealed class CelProgramTests
{
    private const string Self =
        """
        {"name":"widget","size":3,"ratio":1.5,"on":true,"tags":["a","b"],"labels":{"x":"1","y-z":"2"},"parts":[{"name":"p","count":2},{"name":"q","count":5}],
         "url":"https://example.com:8443/path?a=1&b=2","namespace":"n","empty":"","port":5,"nothing":null}
        """;

    [Theory]
    [InlineData("self.size == 3")]
    [InlineData("self.size != 4 && self.size < 4 && self.size <= 3 && self.size > 2 && self.size >= 3")]
    [InlineData("self.ratio == 1.5 && self.ratio > 1.0")]
    [InlineData("self.on && !false")]
    [InlineData("has(self.name) && !has(self.missing)")]
    [InlineData("!has(self.missing) || self.missing == 'x'")]
    [InlineData("self.missing == 'x' || true")]
    [InlineData("!(self.missing == 'x' && false)")]
    [InlineData("size(self.tags) == 2 && self.tags.size() == 2 && self.name.size() == 6 && self.labels.size() == 2")]
    [InlineData("'a' in self.tags && !('c' in self.tags) && 'x' in self.labels && self.size in [1, 2, 3]")]
    [InlineData("self.tags[1] == 'b' && self.labels['x'] == '1' && self.labels.x == '1' && self.labels.y__dash__z == '2'")]
    [InlineData("self.__namespace__ == 'n'")]
    [InlineData("self.name.startsWith('wid') && self.name.endsWith('get') && self.name.contains('dg') && self.name.matches('^[a-z]+$')")]
    [InlineData("self.parts.all(p, p.count > 1) && self.parts.exists(p, p.name == 'q') && self.parts.exists_one(p, p.count == 5)")]
    [InlineData("self.parts.map(p, p.name) == ['p', 'q'] && self.parts.filter(p, p.count > 2).size() == 1 && self.parts.map(p, p.count > 2, p.name) == ['q']")]
    [InlineData("self.labels.all(k, self.labels[k].size() == 1)")]
    [InlineData("self.parts.all(p, self.parts.exists(q, q.name == p.name))")]
    [InlineData("self.size > 2 ? self.on : false")]
    [InlineData("(1 + 2) * 3 == 9 && 7 / 2 == 3 && 7 % 2 == 1 && -self.size == -3 && 1 + 2 * 3 == 7")]
    [InlineData("'a' + 'b' == 'ab' && [1] + [2] == [1, 2]")]
    [InlineData("self.empty == '' && self.nothing == null")]
    [InlineData("int('5') == self.port && string(5) == '5' && double(5) == 5.0 && type(self.size) == type(1)")]
    [InlineData("self.name.upperAscii() == 'WIDGET' && 'A b'.lowerAscii() == 'a b' && 'a,b'.split(',') == ['a', 'b'] && ['a', 'b'].join('-') == 'a-b' && ' x '.trim() == 'x'")]
    [InlineData("'hello'.substring(1, 3) == 'el' && 'hello'.indexOf('l') == 2 && 'hello'.replace('l', 'L') == 'heLLo'")]
    [InlineData("duration('1h30m') > duration('60m') && duration('90s').getMinutes() == 1")]
    [InlineData("timestamp('2026-01-01T00:00:00Z') < timestamp('2026-01-02T00:00:00Z')")]
    [InlineData("timestamp('2026-01-02T00:00:00Z') - timestamp('2026-01-01T00:00:00Z') == duration('24h')")]
    [InlineData("isURL(self.url) && url(self.url).getScheme() == 'https' && url(self.url).getHostname() == 'example.com' && url(self.url).getPort() == '8443'")]
    [InlineData("[1, 2, 3].isSorted() && [1, 2].sum() == 3 && [3, 1].min() == 1 && [3, 1].max() == 3")]
    [InlineData("\"double\" == 'double' && r'\\d' == '\\\\d' && 'it\\'s' == \"it's\" && '\\u0041' == 'A'")]
    [InlineData("{'a': 1}.a == 1 && {'a': 1} == {'a': 1}")]
    [InlineData("self.?missing.orValue('none') == 'none' && self.?name.orValue('none') == 'widget' && !self.?missing.hasValue()")]
    [InlineData("0x10 == 16 && 1e3 == 1000.0")]
    public void Evaluate_TrueRule_IsTrue(string rule) => Assert.Equal(true, Evaluate(rule));

    [Theory]
    [InlineData("self.missing == 'x'", "no such key: missing")]
    [InlineData("self.tags[5] == 'x'", "index out of bounds")]
    [InlineData("self.size + 'x' == 'y'", "no such overload")]
    [InlineData("self.size", null)]
    [InlineData("1 / 0 == 1", "division by zero")]
    [InlineData("9223372036854775807 + 1 == 0", "integer overflow")]
    [InlineData("self.name < 5", "no such overload")]
    [InlineData("self.name.matches('(') ", "error parsing regexp")]
    public void Evaluate_WithoutValue_SaysWhy(string rule, string? message)
    {
        if (message is null)
        {
            Assert.Equal(3L, Evaluate(rule));
            return;
        }

        Assert.Contains(message, Assert.Throws<CelException>(() => Evaluate(rule)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("self.")]
    [InlineData("self.a ==")]
    [InlineData("(self.a")]
    [InlineData("'open")]
    [InlineData("self.a @ 1")]
    [InlineData("other.a == 1")]
    [InlineData("unknown(self.a)")]
    [InlineData("has(self)")]
    [InlineData("self.a.all(1, true)")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    public void Compile_Malformed_IsRefused(string rule) => Assert.Throws<CelException>(() => CelProgram.Compile(rule));

    [Fact]
    public void Compile_DeepNesting_IsRefused() => Assert.Throws<CelException>(() => CelProgram.Compile(new string('(', 5000) + "1" + new string(')', 5000)));

    [Fact]
    public void Compile_KnowsWhetherTheFormerStateIsUsed()
    {
        Assert.True(CelProgram.Compile("self.a == oldSelf.a").UsesOldSelf);
        Assert.False(CelProgram.Compile("self.a == 1").UsesOldSelf);
    }

    [Fact]
    public void Evaluate_TooExpensive_IsCancelled()
    {
        var list = new JsonArray([.. Enumerable.Range(0, 2000).Select(i => (JsonNode)i)]);
        var program = CelProgram.Compile("self.all(a, self.all(b, a + b >= 0))");

        var error = Assert.Throws<CelException>(() => program.Evaluate(new CelScope(CelValue.Of(list, null))));

        Assert.Contains("cost limit exceeded", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SchemaWithTimes_GivesTimes()
    {
        var schema = SchemaReader.Read((JsonObject)JsonNode.Parse("""{"type":"object","properties":{"at":{"type":"string","format":"date-time"},"for":{"type":"string","format":"duration"}}}""")!);
        var value = CelValue.Of(JsonNode.Parse("""{"at":"2026-01-01T00:00:00Z","for":"1h"}"""), schema);

        Assert.Equal(true, CelProgram.Compile("self.at + self.__for__ == timestamp('2026-01-01T01:00:00Z')").Evaluate(new CelScope(value)));
    }

    private static object? Evaluate(string rule) => CelProgram.Compile(rule).Evaluate(new CelScope(CelValue.Of(JsonNode.Parse(Self), null)));
}
