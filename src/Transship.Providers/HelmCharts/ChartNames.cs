using System.Text.RegularExpressions;

namespace Transship.Providers.HelmCharts;

/// <summary>Which charts and versions can have their names in a registry (distribution spec, "Pulling manifests").</summary>
internal static partial class ChartNames
{
    /// <summary>Whether a chart can be a repository.</summary>
    public static bool IsRepository(string name) => name.Length <= 255 && Repository().IsMatch(name);

    /// <summary>Whether a version, plus signs replaced, can be a tag.</summary>
    public static bool IsTag(string tag) => Tag().IsMatch(tag);

    [GeneratedRegex(@"\A[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Repository();

    [GeneratedRegex(@"\A[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Tag();
}
