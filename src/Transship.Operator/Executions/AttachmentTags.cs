using System.Text.RegularExpressions;

namespace Transship.Operator.Executions;

/// <summary>The names of tags that attach something to a digest: cosign's, and the referrers fallback tag of the distribution specification.</summary>
internal static partial class AttachmentTags
{
    private static readonly string[] Suffixes = [".sig", ".att", ".sbom"];

    /// <summary>Whether a tag is one of them.</summary>
    public static bool IsOne(string tag) => Pattern().IsMatch(tag);

    /// <summary>Cosign's tags for a digest.</summary>
    public static IEnumerable<string> SignaturesOf(string digest) => Suffixes.Select(suffix => digest.Replace(':', '-') + suffix);

    /// <summary>The tag that lists what refers to a digest where the registry does not; cut at 64 digits.</summary>
    public static string FallbackOf(string digest)
    {
        var colon = digest.IndexOf(':', StringComparison.Ordinal);
        return $"{digest[..colon]}-{digest[(colon + 1)..Math.Min(digest.Length, colon + 65)]}";
    }

    [GeneratedRegex(@"^sha(256|512)-[0-9a-f]{64}([0-9a-f]{64})?(\.(sig|att|sbom))?$")]
    private static partial Regex Pattern();
}
