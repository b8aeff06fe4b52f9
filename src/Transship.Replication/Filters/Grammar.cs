using System.Text.RegularExpressions;

namespace Transship.Replication.Filters;

/// <summary>The grammar of names in a registry (OCI distribution specification, "pulling manifests").</summary>
internal static partial class Grammar
{
    /// <summary>The most characters of a repository.</summary>
    public const int MaxRepositoryLength = 255;

    /// <summary>Whether a text is a repository: lower-case components, joined by slashes.</summary>
    /// <param name="text">The text.</param>
    public static bool IsRepository(string text) => text.Length <= MaxRepositoryLength && Repository().IsMatch(text);

    /// <summary>Whether a text is a tag.</summary>
    /// <param name="text">The text.</param>
    public static bool IsTag(string text) => Tag().IsMatch(text);

    [GeneratedRegex(@"\A[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Repository();

    [GeneratedRegex(@"\A[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Tag();
}
