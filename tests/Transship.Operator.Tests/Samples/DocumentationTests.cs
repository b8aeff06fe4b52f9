using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Transship.Api;
using Transship.Kubernetes.Manifests;
using Transship.Testing.Servers;

namespace Transship.Operator.Tests.Samples;

/// <summary>What the documents show is what the program takes.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Documents =>
        [.. Directory.EnumerateFiles(Checkout.PathTo("docs"), "*.md", SearchOption.AllDirectories)
            .Append(Checkout.PathTo("README.md"))
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
    public async Task Readme_Always_IsUnderTwoHundredLines() => Assert.True((await File.ReadAllLinesAsync(Checkout.PathTo("README.md"))).Length < 200);

    [GeneratedRegex(@"`(?<class>[A-Z]\w+)\.(?<method>[A-Z]\w+_\w+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex TestName();

    [GeneratedRegex(@"^```yaml\n(?<yaml>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Yaml();
}
