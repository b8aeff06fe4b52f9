using System.Globalization;
using Transship.Registry.Content;

namespace Transship.Providers.HelmCharts;

/// <summary>
/// The manifest that <c>helm push</c> makes of a chart (HIP-0006; Helm's pkg/registry): config, archive and provenance file, layers in the order of their
/// digests, annotations from the chart. It depends on the archive and the provenance file alone, so the same chart always has the same digest.
/// </summary>
internal static class ChartManifest
{
    private const string Title = "org.opencontainers.image.title";
    private const string Version = "org.opencontainers.image.version";

    /// <summary>Makes it.</summary>
    /// <param name="chart">The metadata.</param>
    /// <param name="packaged">When the archive was made; null leaves the annotation out.</param>
    /// <param name="config">The config blob.</param>
    /// <param name="layers">The archive, and the provenance file where there is one.</param>
    public static Manifest Create(ChartMetadata chart, DateTimeOffset? packaged, Descriptor config, IEnumerable<Descriptor> layers)
    {
        var json = new GoJson().Object(manifest => manifest
            .Member("schemaVersion", 2)
            .Member("config", inner => Write(inner, config))
            .Member("layers", inner => inner.Array(layers.OrderBy(l => l.Digest.ToString(), StringComparer.Ordinal), Write))
            .Optional("annotations", Annotations(chart, packaged)));
        return Manifest.Parse(json.Bytes, MediaTypes.OciManifest);
    }

    private static void Write(GoJson json, Descriptor descriptor) => json.Object(members => members
        .Member("mediaType", descriptor.MediaType)
        .Member("digest", descriptor.Digest.ToString())
        .Member("size", descriptor.Size));

    private static Dictionary<string, string> Annotations(ChartMetadata chart, DateTimeOffset? packaged)
    {
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        Add("org.opencontainers.image.description", chart.Printable("description"));
        Add(Title, chart.Name);
        Add(Version, chart.Version);
        Add("org.opencontainers.image.url", chart.Printable("home"));
        Add("org.opencontainers.image.created", packaged?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "");
        Add("org.opencontainers.image.source", chart.List("sources") is [var source, ..] ? source : "");
        Add("org.opencontainers.image.authors", Authors(chart));
        foreach (var (key, value) in chart.Annotations.Where(a => a.Key is not (Title or Version)))
        {
            annotations[key] = value;
        }

        return annotations;

        void Add(string key, string value)
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                annotations[key] = value;
            }
        }
    }

    private static string Authors(ChartMetadata chart) => string.Join(", ", chart.Maintainers.Select(person =>
        person.Printable("email") is { Length: > 0 } email ? $"{person.Printable("name")} ({email})" : person.Printable("name")));
}
