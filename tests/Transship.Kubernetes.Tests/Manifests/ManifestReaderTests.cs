using Transship.Kubernetes.Manifests;
using Transship.Testing.Files;

namespace Transship.Kubernetes.Tests.Manifests;

public sealed class ManifestReaderTests
{
    [Fact]
    public void Parse_SeveralDocuments_KnowTheirPlace()
    {
        var manifests = ManifestReader.Parse(
            """
            # a comment
            apiVersion: example.org/v1
            kind: Gadget
            metadata:
              name: one
              namespace: team
            spec:
              size: 3
            ---
            ---
            {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "two"}}
            """,
            "all.yaml");

        Assert.Equal(["all.yaml:2: Gadget one", "all.yaml:11: Secret two"], manifests.Select(manifest => manifest.ToString()));
        Assert.Equal(("example.org/v1", "team"), (manifests[0].ApiVersion, manifests[0].Namespace));
        Assert.Null(manifests[1].Namespace);
    }

    [Theory]
    [InlineData("spec.size", 5)]
    [InlineData(".spec.filters[1].value", 8)]
    [InlineData("spec.filters[1]", 8)]
    [InlineData("spec.filters[0].missing", 7)]
    [InlineData("spec.missing.deep", 4)]
    [InlineData("nowhere", 2)]
    public void LineOf_Field_IsItsLineOrTheNearestAbove(string field, int line)
    {
        var manifest = ManifestReader.Parse("\napiVersion: v1\nkind: X\nspec:\n  size: 1\n  filters:\n  - value: a\n  - value: b\n", "f").Single();

        Assert.Equal(line, manifest.LineOf(field));
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("-7", "-7")]
    [InlineData("0x1F", "31")]
    [InlineData("0o17", "15")]
    [InlineData("017", "17")]
    [InlineData("1.5", "1.5")]
    [InlineData("1e3", "1000")]
    [InlineData("true", "true")]
    [InlineData("False", "false")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("null", "null")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("on", "\"on\"")]
    [InlineData("5m", "\"5m\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("12:30", "\"12:30\"")]
    [InlineData("2026-01-01", "\"2026-01-01\"")]
    [InlineData("'1'", "\"1\"")]
    [InlineData("\"true\"", "\"true\"")]
    [InlineData("!!str 7", "\"7\"")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData(".inf", "\".inf\"")]
    public void Parse_Scalar_IsTypedByYaml12(string yaml, string json) =>
        Assert.Equal($$"""{"a":{{json}}}""", ManifestReader.Parse($"a: {yaml}", "f").Single().Content.ToJsonString());

    [Fact]
    public void Parse_AnchorsAndMergeKeys_AreResolved()
    {
        var content = ManifestReader.Parse("base: &b {x: 1, y: 2}\ncopy: *b\nmerged: {<<: *b, y: 3}\n", "f").Single().Content;

        Assert.Equal("""{"base":{"x":1,"y":2},"copy":{"x":1,"y":2},"merged":{"y":3,"x":1}}""", content.ToJsonString());
    }

    [Fact]
    public void Parse_List_StandsForItsItems()
    {
        var manifests = ManifestReader.Parse("apiVersion: v1\nkind: List\nitems:\n- kind: A\n  spec:\n    size: 1\n- kind: B\n", "f");

        Assert.Equal(["A", "B"], manifests.Select(manifest => manifest.Kind));
        Assert.Equal((4, 6, 7), (manifests[0].Line, manifests[0].LineOf("spec.size"), manifests[1].Line));
    }

    [Fact]
    public void Parse_JsonIndentedWithTabs_IsRead() =>
        Assert.Equal("A", ManifestReader.Parse("{\n\t\"kind\": \"A\"\n}", "f.json").Single().Kind);

    [Theory]
    [InlineData("a: [1\nb: 2\n", "f:1: this is no valid YAML: ")]
    [InlineData("a: 1\na: 2\n", "f:2: the key 'a' stands here twice")]
    [InlineData("a:\n  b: 1\n  b: 2\n", "f:3: the key 'a.b' stands here twice")]
    [InlineData("- a\n", "f:1: an object with apiVersion, kind and metadata is expected")]
    [InlineData("just words\n", "f:1: an object with apiVersion, kind and metadata is expected")]
    [InlineData("a: *nowhere\n", "f:1: ")]
    [InlineData("? {x: 1}\n: 2\n", "f:1: a key must be a plain word")]
    [InlineData("apiVersion: v1\nkind: List\nitems:\n- 1\n", "f:4: items[0]: an object is expected")]
    public void Parse_Malformed_NamesFileAndLine(string text, string message)
    {
        var thrown = Assert.Throws<ManifestException>(() => ManifestReader.Parse(text, "f"));

        Assert.StartsWith(message, thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thrown.Message);
    }

    [Fact]
    public void Parse_RandomText_IsReadOrRefusedInOneLine()
    {
        var random = new Random(7);
        const string Alphabet = "ab:-[]{}&*!|>'\"%@`#,? \n\t1~<";
        for (var i = 0; i < 20_000; i++)
        {
            var text = new string(random.GetItems<char>(Alphabet, random.Next(1, 24)));

            try
            {
                ManifestReader.Parse(text, "f");
            }
            catch (ManifestException e)
            {
                Assert.StartsWith("f", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Parse_AliasBomb_IsRefused()
    {
        var lines = Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 9))}]");
        var bomb = "a0: &a0 [1,1,1,1,1,1,1,1,1]\n" + string.Join('\n', lines);

        var thrown = Assert.Throws<ManifestException>(() => ManifestReader.Parse(bomb, "f"));

        Assert.Contains("holds more than", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_DeepNesting_IsRefused()
    {
        var thrown = Assert.Throws<ManifestException>(() => ManifestReader.Parse(new string('[', 150), "f"));

        Assert.Contains("nesting is deeper", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Folder_TakesManifestsByNameAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        folder.Write("b.yml", "kind: B");
        folder.Write("a.yaml", "kind: A");
        folder.Write("c.json", """{"kind": "C"}""");
        folder.Write("README.md", "# no manifest");
        folder.Write("deeper/d.yaml", "kind: D");

        Assert.Equal(["A", "B", "C"], ManifestReader.Read(folder.Path).Select(manifest => manifest.Kind));
    }

    [Fact]
    public void Read_NoSuchFile_SaysSo()
    {
        var thrown = Assert.Throws<ManifestException>(() => ManifestReader.Read("/nowhere/x.yaml"));

        Assert.Equal("/nowhere/x.yaml: there is no such file or directory", thrown.Message);
    }
}
