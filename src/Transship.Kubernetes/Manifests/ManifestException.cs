namespace Transship.Kubernetes.Manifests;

/// <summary>A manifest that cannot be read. The message is one line: file, line, what is wrong.</summary>
/// <param name="file">The file.</param>
/// <param name="line">The line, from 1; 0 where it is about the file as a whole.</param>
/// <param name="problem">What is wrong.</param>
/// <param name="inner">The cause.</param>
public sealed class ManifestException(string file, int line, string problem, Exception? inner = null)
    : Exception(line > 0 ? $"{file}:{line}: {problem}" : $"{file}: {problem}", inner)
{
    /// <summary>The file.</summary>
    public string File { get; } = file;

    /// <summary>The line, from 1; 0 where it is about the file as a whole.</summary>
    public int Line { get; } = line;
}
