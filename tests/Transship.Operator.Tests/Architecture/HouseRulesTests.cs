using System.Text.RegularExpressions;

namespace Transship.Operator.Tests.Architecture;

/// <summary>Where code lives tells what it is about, and a file holds one idea.</summary>
public sealed partial class HouseRulesTests
{
    private const int MaxLines = 400;

    public static TheoryData<string> SourceProjects => [.. SourceTree.Projects().Select(path => Path.GetFileNameWithoutExtension(path)!)];

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void Files_OfAProject_HaveTheNamespaceOfTheirFolder(string project)
    {
        var root = Path.Combine(SourceTree.Root, "src");
        var strays = SourceTree.Files(Path.Combine("src", project))
            .Select(path => (Path: Path.GetRelativePath(root, path), Namespace: Declared(path)))
            .Where(file => file.Namespace is not null && file.Namespace != Path.GetDirectoryName(file.Path)!.Replace(Path.DirectorySeparatorChar, '.'));

        Assert.Empty(strays.Select(file => $"{file.Path} is in namespace {file.Namespace}"));
    }

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void Files_OfAProject_AreShort(string project) =>
        Assert.DoesNotContain(SourceTree.Files(Path.Combine("src", project)), path => File.ReadLines(path).Count() > MaxLines);

    private static string? Declared(string path) =>
        File.ReadLines(path).Select(line => NamespaceDeclaration().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value;

    [GeneratedRegex(@"^namespace ([\w.]+);")]
    private static partial Regex NamespaceDeclaration();
}
