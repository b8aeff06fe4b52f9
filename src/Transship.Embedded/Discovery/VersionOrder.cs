using System.Globalization;
using System.Text.RegularExpressions;

namespace Transship.Embedded.Discovery;

/// <summary>The order of preference among versions: v2, v1, v1beta2, v1beta1, v1alpha1, then others by name.</summary>
internal sealed partial class VersionOrder : IComparer<string>
{
    public static readonly VersionOrder Instance = new();

    public int Compare(string? x, string? y) => Rank(x ?? "").CompareTo(Rank(y ?? ""));

    private static (int Stage, int Major, int Minor, string Name) Rank(string version)
    {
        var match = Form().Match(version);
        if (!match.Success)
        {
            return (3, 0, 0, version);
        }

        var stage = match.Groups["stage"].Value switch { "alpha" => 2, "beta" => 1, _ => 0 };
        return (stage, -Number(match.Groups["major"]), -Number(match.Groups["minor"]), version);
    }

    private static int Number(Group group) => group.Success && int.TryParse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"\Av(?<major>[0-9]+)((?<stage>alpha|beta)(?<minor>[0-9]+))?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
