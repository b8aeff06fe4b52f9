namespace Transship.Embedded.Tests.Kubectl;

/// <summary>A manifest in a file that is gone after the test.</summary>
internal sealed class ManifestFile : IDisposable
{
    public ManifestFile(string content) => File.WriteAllText(Path, content);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"transship-{Guid.NewGuid():N}.yaml");

    public void Replace(string old, string other) => File.WriteAllText(Path, File.ReadAllText(Path).Replace(old, other, StringComparison.Ordinal));

    public void Dispose() => File.Delete(Path);
}
