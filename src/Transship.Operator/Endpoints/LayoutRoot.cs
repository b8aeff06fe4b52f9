using System.Diagnostics.CodeAnalysis;

namespace Transship.Operator.Endpoints;

/// <summary>The folder below which endpoints of type oci-layout may lie: who writes Endpoints must not reach the operator's other files.</summary>
/// <param name="folder">The folder; null where this process serves no layouts.</param>
internal sealed class LayoutRoot(string? folder)
{
    private readonly string? _folder = folder is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    /// <summary>Takes <c>file:///folder</c> below the root.</summary>
    public bool TryParse(string? text, [NotNullWhen(true)] out Uri? url, [NotNullWhen(false)] out string? error)
    {
        url = null;
        error = _folder is null ? "this operator serves no OCI layouts; start it with --layout-root"
            : !Uri.TryCreate(text, UriKind.Absolute, out var parsed) || !parsed.IsFile || parsed.IsUnc ? "an OCI layout is named by a file URL, as in file:///var/lib/images"
            : !IsBelow(parsed.LocalPath) ? $"it is not below {_folder}, the folder of OCI layouts"
            : null;
        if (error is not null)
        {
            error = $"spec.url cannot be used: {error}.";
            return false;
        }

        url = new Uri(text!);
        return true;
    }

    private bool IsBelow(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return full == _folder || full.StartsWith(Path.EndsInDirectorySeparator(_folder!) ? _folder! : _folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }
}
