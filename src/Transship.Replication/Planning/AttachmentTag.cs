using System.Text.RegularExpressions;

namespace Transship.Replication.Planning;

/// <summary>
/// Tags that stand for what is attached to another artifact: cosign's <c>sha256-hex.sig</c>, <c>.att</c> and <c>.sbom</c>, and <c>sha256-hex</c>, under which
/// a registry without the referrers API keeps its list (OCI distribution specification, "referrers tag schema").
/// </summary>
public static partial class AttachmentTag
{
    private static readonly string[] Suffixes = [".sig", ".att", ".sbom"];

    /// <summary>The digest of the artifact that a tag's artifact is attached to.</summary>
    /// <param name="tag">A tag, or any other reference.</param>
    /// <returns>The digest; null for a tag of another kind.</returns>
    public static string? SubjectOf(string tag) => Attachment().Match(tag) is { Success: true } match ? $"{match.Groups["algorithm"]}:{match.Groups["hex"]}" : null;

    /// <summary>Whether a tag is one of them.</summary>
    /// <param name="tag">The tag.</param>
    public static bool IsOne(string tag) => Attachment().IsMatch(tag);

    /// <summary>Cosign's tags for a digest.</summary>
    /// <param name="digest">The digest, with its algorithm.</param>
    public static IEnumerable<string> SignaturesOf(string digest) => Suffixes.Select(suffix => digest.Replace(':', '-') + suffix);

    /// <summary>The tag that lists what refers to a digest where the registry does not; cut at 64 digits.</summary>
    /// <param name="digest">The digest, with its algorithm.</param>
    public static string FallbackOf(string digest)
    {
        var colon = digest.IndexOf(':', StringComparison.Ordinal);
        return $"{digest[..colon]}-{digest[(colon + 1)..Math.Min(digest.Length, colon + 65)]}";
    }

    [GeneratedRegex(@"\A(?<algorithm>sha256|sha512)-(?<hex>[0-9a-f]{64}|[0-9a-f]{128})(?:\.[a-z0-9]+)?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Attachment();
}
