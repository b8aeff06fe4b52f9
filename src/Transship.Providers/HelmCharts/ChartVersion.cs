using Transship.Registry.Content;

namespace Transship.Providers.HelmCharts;

/// <summary>What an index tells of one version of a chart.</summary>
/// <param name="Version">The version as the index writes it.</param>
/// <param name="Url">Where the archive is, relative to the repository or absolute.</param>
/// <param name="Digest">The digest of the archive; null where the index does not tell.</param>
/// <param name="Created">When it was made; null where the index does not tell.</param>
internal sealed record ChartVersion(string Version, string Url, Digest? Digest, DateTimeOffset? Created)
{
    /// <summary>The version as a tag, in which there is no plus sign (HIP-0006).</summary>
    public string Tag => Version.Replace('+', '_');

    /// <summary>Whether it is in a registry, which serves it itself.</summary>
    public bool IsInRegistry => Url.StartsWith("oci://", StringComparison.OrdinalIgnoreCase);
}
