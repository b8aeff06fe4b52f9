using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Transship.Testing.Charts;

/// <summary>A chart as <c>helm package</c> makes it: a gzipped tar whose first folder has the chart's name.</summary>
public sealed record PackagedChart(string Name, string Version, byte[] Archive)
{
    /// <summary>When all test charts were packaged.</summary>
    public static DateTimeOffset Packaged { get; } = new(2025, 6, 7, 8, 9, 10, TimeSpan.Zero);

    public string FileName => $"{Name}-{Version}.tgz";

    public string Hex => Convert.ToHexStringLower(SHA256.HashData(Archive));

    public string Digest => $"sha256:{Hex}";

    /// <summary>Packages a chart.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="chartYaml">Chart.yaml; null for a plain one.</param>
    /// <param name="more">Further files of the chart, by name, such as requirements.yaml.</param>
    public static PackagedChart Create(string name, string version, string? chartYaml = null, IReadOnlyDictionary<string, byte[]>? more = null)
    {
        var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
        {
            Write(tar, $"{name}/Chart.yaml", Encoding.UTF8.GetBytes(chartYaml ?? $"apiVersion: v2\nname: {name}\nversion: {version}\n"));
            Write(tar, $"{name}/charts/inner/Chart.yaml", "apiVersion: v2\nname: inner\nversion: 9.9.9\n"u8.ToArray());
            foreach (var (file, content) in more ?? new Dictionary<string, byte[]>())
            {
                Write(tar, $"{name}/{file}", content);
            }
        }

        return new PackagedChart(name, version, bytes.ToArray());
    }

    private static void Write(TarWriter tar, string name, byte[] content) =>
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content), ModificationTime = Packaged });
}
