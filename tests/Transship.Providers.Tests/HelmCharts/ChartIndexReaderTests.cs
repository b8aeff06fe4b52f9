using System.Globalization;
using System.Text;
using Transship.Providers.HelmCharts;
using Transship.Registry.Errors;

namespace Transship.Providers.Tests.HelmCharts;

public sealed class ChartIndexReaderTests
{
    [Fact]
    public async Task Read_FiftyThousandVersions_KeepsALittleOfEach()
    {
        const int Charts = 500;
        const int VersionsEach = 100;
        await using var source = new LazyText(Lines(Charts, VersionsEach));

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var index = await ChartIndexReader.ReadAsync(source, "test", CancellationToken.None);
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.Equal(Charts, index.Names.Count());
        Assert.Equal(VersionsEach, index.Versions("chart-7").Count);
        Assert.Equal("sha256:" + new string('7', 64), index.Find("chart-7", "1.0.7")?.Digest.ToString());
        Assert.True(source.Length > 50_000_000, $"the index has {source.Length} bytes");
        Assert.True(kept < 40_000_000, $"{kept} bytes are kept");
    }

    [Fact]
    public async Task Read_TooDeepYaml_IsNoIndex()
    {
        var deep = "entries: " + new string('[', 200_000);
        var error = await Assert.ThrowsAsync<RegistryException>(() => ChartIndexReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(deep)), "test", CancellationToken.None));
        Assert.Equal(RegistryErrorKind.NotARegistry, error.Kind);
    }

    [Fact]
    public async Task Read_NoGzip_IsNoIndex()
    {
        await using var broken = new System.IO.Compression.GZipStream(new MemoryStream("plain text"u8.ToArray()), System.IO.Compression.CompressionMode.Decompress);
        var error = await Assert.ThrowsAsync<RegistryException>(() => ChartIndexReader.ReadAsync(broken, "test", CancellationToken.None));
        Assert.Equal(RegistryErrorKind.NotARegistry, error.Kind);
    }

    [Fact]
    public async Task Read_EmptyRepository_HasNoCharts()
    {
        var index = await ChartIndexReader.ReadAsync(new MemoryStream("apiVersion: v1\nentries: {}\n"u8.ToArray()), "test", CancellationToken.None);
        Assert.Empty(index.Names);
    }

    [Fact]
    public async Task Read_Json_IsYamlToo()
    {
        var index = await ChartIndexReader.ReadAsync(
            new MemoryStream("""{"entries":{"app":[{"version":"1.0.0","urls":["oci://x/app:1.0.0","app.tgz"]}]}}"""u8.ToArray()), "test", CancellationToken.None);
        Assert.Equal("app.tgz", index.Find("app", "1.0.0")?.Url);
    }

    private static IEnumerable<string> Lines(int charts, int versions)
    {
        yield return "apiVersion: v1\nentries:\n";
        for (var c = 0; c < charts; c++)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  chart-{c}:\n");
            for (var v = 0; v < versions; v++)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"""
                      - annotations:
                          text: {new string('x', 800)}
                        created: "2026-01-02T03:04:05Z"
                        digest: {new string((char)('0' + (v % 10)), 64)}
                        name: chart-{c}
                        urls:
                        - https://charts.example.com/chart-{c}-1.0.{v}.tgz
                        version: 1.0.{v}

                    """);
            }
        }
    }

    /// <summary>Text that is made as it is read.</summary>
    private sealed class LazyText(IEnumerable<string> lines) : Stream
    {
        private readonly IEnumerator<string> _lines = lines.GetEnumerator();
        private ReadOnlyMemory<byte> _left;
        private long _length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => _length;

        public override long Position { get => _length; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_left.IsEmpty)
            {
                _left = _lines.MoveNext() ? Encoding.UTF8.GetBytes(_lines.Current) : default;
            }

            var read = Math.Min(count, _left.Length);
            _left[..read].CopyTo(buffer.AsMemory(offset));
            _left = _left[read..];
            _length += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
