using System.Text.RegularExpressions;

namespace Transship.Testing.Registry;

/// <summary>A path of the distribution protocol: which repository, what of it.</summary>
internal sealed partial record FakeRoute(string Repository, string Kind, string Name)
{
    public static FakeRoute? Parse(string path)
    {
        var match = Grammar().Match(path);
        return match.Success ? new FakeRoute(match.Groups["r"].Value, match.Groups["k"].Value, match.Groups["n"].Value) : null;
    }

    [GeneratedRegex("^/v2/(?<r>.+?)/(?<k>manifests|blobs/uploads|blobs|tags|referrers)/(?<n>[^/]*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Grammar();
}
