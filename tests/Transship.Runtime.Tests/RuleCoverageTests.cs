using System.Reflection;
using System.Text.RegularExpressions;

namespace Transship.Runtime.Tests;

/// <summary>No rule without a test, and no line in the reference that names a test which is not there.</summary>
public sealed partial class RuleCoverageTests
{
    private static readonly (string Letter, int Last)[] Rules = [("R", 19), ("Q", 12), ("W", 9), ("F", 6), ("L", 11), ("E", 5), ("A", 7)];

    private static readonly string[] Projects = ["tests/Transship.Runtime.Tests", "tests/Transship.Kubernetes.Tests"];

    public static TheoryData<string> Ids => [.. Rules.SelectMany(rule => Enumerable.Range(1, rule.Last).Select(number => $"{rule.Letter}{number}"))];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_HasATestThatTheReferenceNames(string id)
    {
        var tests = Tests().Where(test => test.StartsWith(id + "_", StringComparison.Ordinal)).ToHashSet();
        Assert.NotEmpty(tests);

        var row = RepositoryFiles.Read("docs/reference/runtime.md").Split('\n').SingleOrDefault(line => line.StartsWith($"| {id} |", StringComparison.Ordinal));
        Assert.NotNull(row);
        var named = TestName().Matches(row).Select(match => match.Value).ToList();
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, tests));
    }

    private static IEnumerable<string> Tests()
    {
        var here = typeof(RuleCoverageTests).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FactAttribute>() is not null)
            .Select(method => method.Name);
        var elsewhere = Projects.Skip(1).SelectMany(RepositoryFiles.Sources)
            .SelectMany(file => TestName().Matches(File.ReadAllText(file)).Select(match => match.Value));
        return here.Concat(elsewhere);
    }

    [GeneratedRegex(@"\b[RQWFLEA]\d{1,2}_\w+")]
    private static partial Regex TestName();
}
