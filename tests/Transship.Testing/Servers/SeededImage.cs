namespace Transship.Testing.Servers;

/// <summary>An image that was pushed to a registry before the test.</summary>
/// <param name="Kind">docker, oci, docker-list, index, chart or large.</param>
/// <param name="Repository">The repository's name.</param>
/// <param name="Tag">The tag.</param>
/// <param name="Digest">The digest of the manifest or index that the tag names.</param>
public sealed record SeededImage(string Kind, string Repository, string Tag, string Digest)
{
    /// <summary>Repository and tag, as <c>team/app:1.0</c>.</summary>
    public string Reference => $"{Repository}:{Tag}";

    internal static SeededImage Parse(string line)
    {
        var words = line.Split(' ');
        var colon = words[1].LastIndexOf(':');
        return new SeededImage(words[0], words[1][..colon], words[1][(colon + 1)..], words[2]);
    }
}
