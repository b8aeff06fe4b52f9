using System.Text.Json.Nodes;
using Transship.Kubernetes.Manifests;

namespace Transship.Kubernetes.Tests.Manifests;

public sealed class ManifestWriterTests
{
    [Fact]
    public void ToYaml_Object_IsSortedBlockStyle()
    {
        var yaml = ManifestWriter.ToYaml(new JsonObject
        {
            ["b"] = new JsonArray(1, new JsonObject { ["z"] = true, ["a"] = null }, new JsonArray("x")),
            ["a"] = "text",
            ["empty"] = new JsonObject(),
            ["none"] = new JsonArray(),
        });

        Assert.Equal("---\na: text\nb:\n- 1\n- a: null\n  z: true\n- - x\nempty: {}\nnone: []\n", yaml);
    }

    [Fact]
    public void ToYaml_SeveralObjects_AreDocuments() =>
        Assert.Equal("---\nx: 1\n---\nz: 2\n", ManifestWriter.ToYaml(new JsonObject { ["x"] = 1 }, new JsonObject { ["z"] = 2 }));

    [Theory]
    [InlineData("true")]
    [InlineData("1")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("yes")]
    [InlineData("off")]
    [InlineData("~")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("12:30:45")]
    [InlineData("2026-01-01")]
    [InlineData("1_000")]
    [InlineData("- x")]
    [InlineData("a: b")]
    [InlineData("a #b")]
    [InlineData("'quoted'")]
    [InlineData("\"quoted\"")]
    [InlineData("*alias")]
    [InlineData("{flow")]
    [InlineData("two\nlines\n")]
    [InlineData("two\nlines")]
    [InlineData("\n")]
    [InlineData("\nlines")]
    [InlineData("  indented\nlines")]
    [InlineData("lines\n\n")]
    [InlineData("win\r\ndows\n")]
    [InlineData("tab\t\nlines \n x")]
    [InlineData(" leading and trailing ")]
    [InlineData("tab\there")]
    [InlineData("uni\u00e9 \u4e2d \U0001F600")]
    [InlineData("bell\u0007")]
    [InlineData("^[a-z]+$")]
    [InlineData("@at")]
    [InlineData("50%")]
    public void ToYaml_AnyText_ReadsBackAsTheSameText(string text)
    {
        var yaml = ManifestWriter.ToYaml(new JsonObject { ["a"] = text, ["list"] = new JsonArray(text) });

        var read = ManifestReader.Parse(yaml, "f").Single().Content;
        Assert.Equal(text, read["a"]!.GetValue<string>());
        Assert.Equal(text, read["list"]![0]!.GetValue<string>());
    }

    [Fact]
    public void ToYaml_LongText_IsOneLine() =>
        Assert.Equal($"---\na: {string.Join(' ', Enumerable.Repeat("word", 100))}\n", ManifestWriter.ToYaml(new JsonObject { ["a"] = string.Join(' ', Enumerable.Repeat("word", 100)) }));
}
