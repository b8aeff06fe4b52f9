using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Transship.Api;
using Transship.Kubernetes.Manifests;
using Transship.Operator.Commands;
using Transship.Testing.Servers;

namespace Transship.Operator.Tests.Samples;

/// <summary>What the documents show is what the program takes.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Documents =>
        [.. Pages()
            .Where(file => Yaml().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Checkout.Root, file))
            .Order(StringComparer.Ordinal)];

    public static TheoryData<string> Reasons =>
        [.. typeof(ConditionReasons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(constant => (string)constant.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Yaml_OfADocument_IsTakenByAStrictServer(string document)
    {
        await using var server = await StrictServer.StartAsync();
        foreach (Match block in Yaml().Matches(await File.ReadAllTextAsync(Checkout.PathTo(document))))
        {
            foreach (var manifest in ManifestReader.Parse(block.Groups["yaml"].Value, document))
            {
                var (code, answer) = await server.CreateAsync(manifest);

                Assert.True(code == HttpStatusCode.Created, $"{manifest}: {answer}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Troubleshooting_EachReason_HasARow(string reason) =>
        Assert.Contains($"| `{reason}` |", await File.ReadAllTextAsync(Checkout.PathTo("docs/operations/troubleshooting.md")), StringComparison.Ordinal);

    [Fact]
    public async Task HarborParity_EachNamedTest_Exists()
    {
        var named = TestName().Matches(await File.ReadAllTextAsync(Checkout.PathTo("docs/reference/harbor-parity.md"))).Select(match => (Class: match.Groups["class"].Value, Method: match.Groups["method"].Value)).ToList();
        var sources = Directory.EnumerateFiles(Checkout.PathTo("tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();

        Assert.True(named.Count > 40, $"only {named.Count} tests are named");
        Assert.DoesNotContain(named, test => !sources.Exists(source => source.Contains($"class {test.Class}", StringComparison.Ordinal) && source.Contains($" {test.Method}(", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Metrics_EachOfThem_HasARow()
    {
        var page = await File.ReadAllTextAsync(Checkout.PathTo("docs/operations/metrics.md"));
        var sources = Directory.EnumerateFiles(Checkout.PathTo("src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText);
        var metrics = sources.SelectMany(source => Metric().Matches(source).Select(metric => metric.Groups["name"].Value)).ToHashSet(StringComparer.Ordinal);

        Assert.True(metrics.Count > 20, $"Only {metrics.Count} metrics were found.");
        Assert.DoesNotContain(metrics, metric => !page.Contains($"`{metric}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Manifests_OfDocuments_AllStandWhereTheyAreChecked()
    {
        var stray = Pages().Where(file => Yaml().Replace(File.ReadAllText(file), "").Contains("apiVersion: transship.io/", StringComparison.Ordinal));

        Assert.Empty(stray.Select(file => $"{Path.GetRelativePath(Checkout.Root, file)} has a manifest outside of a block that begins with ```yaml."));
    }

    [Fact]
    public void Links_OfDocuments_LeadToAFile()
    {
        var links = Pages().SelectMany(file => Link().Matches(File.ReadAllText(file)).Select(link => (File: file, Target: link.Groups["target"].Value))).ToList();

        Assert.True(links.Count > 50, $"Only {links.Count} links were found.");
        Assert.Empty(links.Where(link => !Path.Exists(Path.Combine(Path.GetDirectoryName(link.File)!, link.Target))).Select(link => $"{Path.GetRelativePath(Checkout.Root, link.File)}: {link.Target}"));
    }

    [Fact]
    public void Anchors_OfDocuments_AreHeadings()
    {
        var anchors = Pages().SelectMany(file => Anchor().Matches(File.ReadAllText(file)).Select(link => (
            File: Path.GetRelativePath(Checkout.Root, file), Page: Path.Combine(Path.GetDirectoryName(file)!, link.Groups["page"] is { Length: > 0 } page ? page.Value : Path.GetFileName(file)), Name: link.Groups["name"].Value))).ToList();

        Assert.True(anchors.Count > 5, $"Only {anchors.Count} anchors were found.");
        Assert.Empty(anchors.Where(anchor => !Heading().Matches(File.ReadAllText(anchor.Page)).Any(heading => Slug(heading.Groups["text"].Value) == anchor.Name)).Select(anchor => $"{anchor.File}: #{anchor.Name}"));
    }

    [Fact]
    public void CommandLines_OfDocuments_NameOptionsThatExist()
    {
        var commands = new TransshipCommand().Subcommands.ToDictionary(command => command.Name, command => command.Options.SelectMany(option => option.Aliases.Append(option.Name)).ToHashSet(StringComparer.Ordinal));
        var named = Pages().SelectMany(file => CommandUse().Matches(File.ReadAllText(file)))
            .Where(use => commands.ContainsKey(use.Groups["command"].Value))
            .SelectMany(use => use.Groups["option"].Captures.Select(option => (Command: use.Groups["command"].Value, Option: option.Value))).ToList();

        Assert.True(named.Count > 10, $"Only {named.Count} options were found.");
        Assert.DoesNotContain(named, use => !commands[use.Command].Contains(use.Option));
    }

    [Fact]
    public async Task Readme_Always_IsUnderTwoHundredLines() => Assert.True((await File.ReadAllLinesAsync(Checkout.PathTo("README.md"))).Length < 200);

    /// <summary>The name that Markdown's renderers give a heading.</summary>
    private static string Slug(string heading) =>
        string.Concat(heading.Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');

    private static IEnumerable<string> Pages() => Directory.EnumerateFiles(Checkout.PathTo("docs"), "*.md", SearchOption.AllDirectories)
        .Concat(Directory.EnumerateFiles(Checkout.Root, "*.md")).Append(Checkout.PathTo("charts/transship/README.md"));

    [GeneratedRegex(@"\]\((?!https?:)(?<target>[^)#\s]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(@"\btransship (?<command>[a-z]+)( (?<option>--?[a-z][a-z-]*)| [^\s`|#-][^\s`|#]*)*", RegexOptions.ExplicitCapture)]
    private static partial Regex CommandUse();

    [GeneratedRegex(@"\]\((?<page>[^)#\s:]*)#(?<name>[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Anchor();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex("\"(?<name>transship_[a-z_]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Metric();

    [GeneratedRegex(@"`(?<class>[A-Z]\w+)\.(?<method>[A-Z]\w+_\w+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex TestName();

    [GeneratedRegex(@"^```yaml\n(?<yaml>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Yaml();
}
