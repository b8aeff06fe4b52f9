using Transship.Replication.Filters;

namespace Transship.Replication.Tests.Filters;

public sealed class PatternTests
{
    // Pattern, text, outcome (T matches, F does not, E the pattern is refused): the table of doublestar v1.3.4, then Harbor's.
    private const string Doublestar =
        """
        *||T  *|/|F  /*|/|T  /*|/debug/|F  /*|//|F  abc|abc|T  *|abc|T  *c|abc|T  */|a/|T  a*|a|T  a*|abc|T  a*|ab/c|F  a*/b|abc/b|T  a*/b|a/c/b|F
        a*b*c*d*e*|axbxcxdxe|T  a*b*c*d*e*/f|axbxcxdxe/f|T  a*b*c*d*e*/f|axbxcxdxexxx/f|T  a*b*c*d*e*/f|axbxcxdxe/xxx/f|F  a*b*c*d*e*/f|axbxcxdxexxx/fff|F
        a*b?c*x|abxbbxdbxebxczzx|T  a*b?c*x|abxbbxdbxebxczzy|F
        ab[c]|abc|T  ab[b-d]|abc|T  ab[e-g]|abc|F  ab[^c]|abc|F  ab[^b-d]|abc|F  ab[^e-g]|abc|T  a\*b|ab|F  a?b|a☺b|T  a[^a]b|a☺b|T  a???b|a☺b|F  a[^a][^a][^a]b|a☺b|F
        [a-ζ]*|α|T  *[a-ζ]|A|F  a?b|a/b|F  a*b|a/b|F  [\]a]|]|T  [\-]|-|T  [x\-]|x|T  [x\-]|-|T  [x\-]|z|F  [\-x]|x|T  [\-x]|-|T  [\-x]|a|F
        []a]|]|E  [-]|-|E  [x-]|x|E  [x-]|-|E  [x-]|z|E  [-x]|x|E  [-x]|-|E  [-x]|a|E
        \|a|E  [a-b-c]|a|E  [|a|E  [^|a|E  [^bc|a|E  a[|ab|E  *x|xxx|T  [abc]|b|T
        a/**|a|F  a/**|a/b|T  a/**|a/b/c|T  **/c|c|T  **/c|b/c|T  **/c|a/b/c|T  **/c|a/b|F  **/c|abcd|F  **/c|a/abc|F  a/**/b|a/b|T  a/**/c|a/b/c|T  a/**/d|a/b/c/d|T
        a/\**|a/b/c|F  a//b/c|a/b/c|F  a/b/c|a/b//c|F  a/|a|F
        ab{c,d}|abc|T  ab{c,d,*}|abcde|T  ab{c,d}[|abcd|E  a{,bc}|a|T  a{,bc}|abc|T  a/{b/c,c/b}|a/b/c|T  a/{b/c,c/b}|a/c/b|T
        {a/{b,c},abc}|a/b|T  {a/{b,c},abc}|a/c|T  {a/{b,c},abc}|abc|T  {a/{b,c},abc}|a/b/c|F  {a/ab*}|a/abc|T  {a/*}|a/b|T  {a/abc}|a/abc|T  {a/b,a/c}|a/c|T
        abc/**|abc/b|T  **/abc|abc|T  abc**|abc/b|F  **/*.txt|abc/【test】.txt|T  **/【*|abc/【test】.txt|T  broken-symlink|broken-symlink|T
        working-symlink/c/*|working-symlink/c/d|T  working-sym*/*|working-symlink/c|T  b/**/f|b/symlink-dir/f|T
        """;

    private const string Harbor =
        """
        |library|T  ||T  *|library|T  *|library/hello-world|F  **|library/hello-world|T  {library,harbor}/**|library/hello-world|T  {library,harbor}/**|harbor/hello-world|T
        1.?|1.0|T  1.?|1.01|F  v2.[4-6].*|v2.4.0|T  v2.[4-7].*|v2.7.0|T
        library/*|library/hello-world|T  library/*|library/my/hello-world|F  library/**|library/hello-world|T  library/**|library/my/hello-world|T
        {library,goharbor}/**|library/hello-world|T  {library,goharbor}/**|goharbor/harbor-core|T  {library,goharbor}/**|google/hello-world|F
        """;

    // What the tables leave open, from the rules: where ** is a whole component, and what braces do to it.
    private const string Rules =
        """
        **||T  a/**|a/|T  a/**|b/a|F  **/b/**|a/b/c|T  **/b/**|b/c|T  **/b/**|b|F  **/**/c|c|T  **/**/c|a/b/c|T  a/**/**|a/b|T  a/**/**|a|F  **/a**|x/abc|T  **/a**|x/ab/c|F
        {a/**,b}/c|a/c|T  {a/**,b}/c|a/x/y/c|T  {a/**,b}/c|b/c|T  {a/**,b}/c|b/x/c|F  {a/**,b}|a/x/y|T  {a/**,b}|a|F  {a/**,b}c|a/xc|T  {a/**,b}c|a/x/c|F
        {**,b}|a|T  {**,b}|a/x|F  a/{**,b}|a/x|T  a/{**,b}|a/x/y|F  {x/{a/**,b},y}/c|x/a/q/r/c|T  {x/{a/**,b},y}/c|x/a/c|T  {x/{a/**,b},y}/c|y/c|T  {a/**/**,b}/c|a/c|T  {a/**/**,b}/c|a/x/y/c|T
        a.b|axb|F  a+b|aab|F  a(b)|ab|F  a|A|F  a}|a}|T  a,b|a,b|T  a]|a]|T  \{a,b\}|{a,b}|T  {a\,b,c}|a,b|T  {a\,b,c}|c|T  {a,b}{c,d}|bd|T  {{a,b},c}|b|T  {a}|a|T
        [+-9]|/|F  a[^b]c|a/c|F  [\^a]|^|T  [a^]|^|T  [^^]|^|F  [^\^]|a|T  [,]|,|T
        {library/,x}**|library/a/b|T  {library/,x}**|xa|T  {library/,x}**|xa/b|F  {a/*}*|a/b/c|T
        {a|a|E  {a,{b}|a|E  a\/b|a/b|E  [z-a]|z|E  {[a,b]}|a|E  [a\]|a|E
        """;

    public static TheoryData<string, string, char> Table
    {
        get
        {
            var data = new TheoryData<string, string, char>();
            foreach (var row in $"{Doublestar}\n{Harbor}\n{Rules}".Split(["  ", "\n"], StringSplitOptions.RemoveEmptyEntries).Distinct())
            {
                var outcome = row.LastIndexOf('|');
                var text = row.LastIndexOf('|', outcome - 1);
                data.Add(row[..text], row[(text + 1)..outcome], row[^1]);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void IsMatch_Table_AsDoublestarAndHarborDo(string pattern, string text, char outcome)
    {
        var parsed = Pattern.TryParse(pattern, out var compiled, out var error);

        Assert.Equal(outcome != 'E', parsed);
        Assert.Equal(outcome == 'E', error is not null);
        if (compiled is not null)
        {
            Assert.Equal(outcome == 'T', compiled.IsMatch(text));
        }
    }

    [Fact]
    public void Table_AllRowsAreRead()
    {
        Assert.Equal(177, Table.Count);
    }

    [Theory]
    [InlineData(@"ab\", 3, "\\")]
    [InlineData("ab[", 3, "[")]
    [InlineData("ab[cd", 3, "[")]
    [InlineData("ab[]", 3, "empty")]
    [InlineData("ab[^]", 3, "empty")]
    [InlineData("a[-b]", 3, "-")]
    [InlineData("a[b-]", 4, "\\-")]
    [InlineData("a[b-c-d]", 6, "-")]
    [InlineData("a[c-b]", 3, "range")]
    [InlineData("x/{a,b", 3, "{")]
    [InlineData("x/{a,{b}", 3, "{")]
    [InlineData(@"a\/b", 2, "/")]
    [InlineData("{[a,b]}", 4, "braces")]
    [InlineData("a[", 2, "[")] // doublestar takes this one until a name makes it look at the bracket
    public void TryParse_BadPattern_NamesThePlaceAndTheFault(string pattern, int position, string mention)
    {
        Assert.False(Pattern.TryParse(pattern, out _, out var error));

        Assert.Equal(position, error.Position);
        Assert.Contains(mention, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_TooLong_Refused()
    {
        Assert.False(Pattern.TryParse(new string('a', Pattern.MaxLength + 1), out _, out var error));
        Assert.Equal(Pattern.MaxLength + 1, error.Position);
    }

    [Fact]
    public void IsMatch_HostilePattern_TakesLinearTime()
    {
        var pattern = string.Concat(Enumerable.Repeat("*a", 120)) + "{" + string.Concat(Enumerable.Repeat("**,", 60)) + "b}";
        Assert.True(Pattern.TryParse(pattern, out var compiled, out _));

        Assert.False(compiled.IsMatch(new string('a', 119)));
        Assert.True(compiled.IsMatch(new string('a', 250)));
    }

    [Fact]
    public void TryParse_AnyText_EndsInPatternOrError()
    {
        const string Alphabet = @"ab/*?[]^-{},\";
        var random = new Random(20261120);
        for (var i = 0; i < 2_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(16)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            var parsed = Pattern.TryParse(text, out var pattern, out var error);
            Assert.True(parsed ? pattern is not null : error!.Position >= 1 && error.Position <= text.Length, text);
            pattern?.IsMatch("a/b");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void IsMatch_RandomPatterns_AsThePlainMeaningSays(int seed)
    {
        string[] parts = ["a", "b", "/", "/", "*", "**", "**/", "/**", "?", "{", ",", "}", "{a,", "{**", "}/"];
        var random = new Random(seed);
        var compared = 0;
        while (compared < 1_500)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => parts[random.Next(parts.Length)]));
            if (!Pattern.TryParse(text, out var pattern, out _))
            {
                continue;
            }

            compared++;
            for (var i = 0; i < 12; i++)
            {
                var name = string.Concat(Enumerable.Range(0, random.Next(7)).Select(_ => "ab/"[random.Next(3)]));
                Assert.True(SlowPattern.IsMatch(text, name) == pattern.IsMatch(name), $"{text} and \"{name}\": {pattern.IsMatch(name)}");
            }
        }
    }
}
