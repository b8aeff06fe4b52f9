using System.Text.RegularExpressions;

namespace Transship.Replication.Planning;

/// <summary>
/// Tags that stand for what is attached to another artifact: cosign's <c>sha256-hex.sig</c>, <c>.att</c> and <c>.sbom</c>, and <c>sha256-hex</c>, under which
/// a registry without the referrers API keeps its list (OCI distribution specification, "referrers tag schema").
/// </summary>
public static partial class AttachmentTag
{
    /// <summary>The digest of the artifact that a tag's artifact is attached to.</summary>
    /// <param name="tag">A tag, or any other reference.</param>
    /// <returns>The digest; null for a tag of another kind.</returns>
    public static string? SubjectOf(string tag) => Attachment().Match(tag) is { Success: true } match ? $"{match.Groups["algorithm"]}:{match.Groups["hex"]}" : null;

    [GeneratedRegex(@"\A(?<algorithm>sha256|sha512)-(?<hex>[0-9a-f]{64}|[0-9a-f]{128})(?:\.[a-z0-9]+)?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Attachment();
}
