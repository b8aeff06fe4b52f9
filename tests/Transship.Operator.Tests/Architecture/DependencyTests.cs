using System.Reflection;
using System.Xml.Linq;

namespace Transship.Operator.Tests.Architecture;

/// <summary>Dependencies between projects point one way.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Transship.Kubernetes"] = [],
        ["Transship.Registry"] = [],
        ["Transship.Runtime"] = ["Transship.Kubernetes"],
        ["Transship.Api"] = ["Transship.Kubernetes"],
        ["Transship.Embedded"] = ["Transship.Kubernetes"],
        ["Transship.Providers"] = ["Transship.Registry"],
        ["Transship.Replication"] = ["Transship.Api", "Transship.Registry"],
        ["Transship.Operator"] =
        [
            "Transship.Api", "Transship.Embedded", "Transship.Kubernetes", "Transship.Providers",
            "Transship.Registry", "Transship.Replication", "Transship.Runtime",
        ],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Fact]
    public void Projects_OfSrc_AreTheOnesOfTheTable() => Assert.Equal(Allowed.Keys.Order(), SourceTree.Projects().Select(Path.GetFileNameWithoutExtension).Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void ProjectReferences_OfAProject_AreAllowed(string project)
    {
        var document = XDocument.Load(Path.Combine(SourceTree.Root, "src", project, $"{project}.csproj"));
        var references = document.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

        Assert.Empty(references.Except(Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void AssemblyReferences_OfAProject_AreReachableByAllowedOnes(string project)
    {
        var assembly = Assembly.Load(project == "Transship.Operator" ? "transship" : project);
        var references = assembly.GetReferencedAssemblies().Select(name => name.Name!).Where(Allowed.ContainsKey);

        Assert.Empty(references.Except(Reachable(project)));
    }

    [Theory]
    [InlineData("Transship.Registry", "Microsoft.AspNetCore")]
    [InlineData("Transship.Kubernetes", "Microsoft.AspNetCore")]
    [InlineData("Transship.Runtime", "Microsoft.AspNetCore")]
    [InlineData("Transship.Replication", "Microsoft.AspNetCore")]
    [InlineData("Transship.Replication", "System.Net.Http")]
    [InlineData("Transship.Api", "System.Net.Http")]
    public void AssemblyReferences_OfAProject_DoNotReachBeyondItsTask(string project, string prefix) =>
        Assert.DoesNotContain(Assembly.Load(project).GetReferencedAssemblies(), name => name.Name!.StartsWith(prefix, StringComparison.Ordinal));

    private static HashSet<string> Reachable(string project)
    {
        var reachable = new HashSet<string>(Allowed[project], StringComparer.Ordinal);
        foreach (var reference in Allowed[project])
        {
            reachable.UnionWith(Reachable(reference));
        }

        return reachable;
    }
}
