namespace Transship.Kubernetes.Models;

/// <summary>What an API server says of itself (<c>/version</c>).</summary>
public sealed record ServerVersion
{
    /// <summary>The major version, as in <c>1</c>.</summary>
    public string Major { get; init; } = "";

    /// <summary>The minor version, as in <c>33</c>; some providers put a plus sign behind it.</summary>
    public string Minor { get; init; } = "";

    /// <summary>The whole version, as in <c>v1.33.1</c>.</summary>
    public string GitVersion { get; init; } = "";

    /// <summary>Whether the server is of this version or of a later one.</summary>
    /// <param name="major">The major version.</param>
    /// <param name="minor">The minor version.</param>
    public bool IsAtLeast(int major, int minor) => (Number(Major), Number(Minor)).CompareTo((major, minor)) >= 0;

    private static int Number(string text)
    {
        var digits = text.AsSpan(0, text.AsSpan().IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : text.Length);
        return digits.Length is > 0 and < 9 ? int.Parse(digits) : 0;
    }
}
