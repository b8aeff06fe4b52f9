using System.Text;
using Transship.Providers.HelmCharts;
using Transship.Registry.Content;
using Transship.Testing.Charts;

namespace Transship.Providers.Tests.HelmCharts;

/// <summary>Expected bytes are written after Helm's source: chart.Metadata and pkg/registry.</summary>
public sealed class ChartManifestTests
{
    private const string Everything = """
        apiVersion: v2
        name: app
        version: 1.2.3+build
        appVersion: 1.10
        kubeVersion: ">=1.20 & <2"
        description: |
          Größe <b>
          two lines
        home: https://example.com
        sources: [https://example.com/src, https://example.com/more]
        keywords: [a, 8, yes]
        maintainers:
        - {name: Ann, email: ann@example.com}
        - {name: Bob, url: https://bob.example.com}
        icon: https://example.com/icon.png
        deprecated: true
        type: application
        unknown: ignored
        annotations:
          z: last
          a: 'first "quoted"'
          org.opencontainers.image.title: other
        dependencies:
        - name: inner
          version: ^9
          repository: ""
          condition: inner.enabled
          tags: [x]
          import-values: [data, {child: a, parent: b}]
          alias: core
        """;

    private const string Config =
        """{"name":"app","home":"https://example.com","sources":["https://example.com/src","https://example.com/more"],"version":"1.2.3+build","description":"Größe \u003cb\u003e two lines ","keywords":["a","8","true"],"maintainers":[{"name":"Ann","email":"ann@example.com"},{"name":"Bob","url":"https://bob.example.com"}],"icon":"https://example.com/icon.png","apiVersion":"v2","appVersion":"1.1","deprecated":true,"annotations":{"a":"first \"quoted\"","org.opencontainers.image.title":"other","z":"last"},"kubeVersion":"\u003e=1.20 \u0026 \u003c2","dependencies":[{"name":"inner","version":"^9","repository":"","condition":"inner.enabled","tags":["x"],"import-values":["data",{"child":"a","parent":"b"}],"alias":"core"}],"type":"application"}""";

    [Fact]
    public async Task Write_EveryMember_IsWhatHelmWrites() =>
        Assert.Equal(Config, Encoding.UTF8.GetString(ChartConfig.Write((await ReadAsync(PackagedChart.Create("app", "1.2.3+build", Everything))).Metadata)));

    [Fact]
    public async Task Write_ChartOfVersionOne_TakesRequirements()
    {
        var more = new Dictionary<string, byte[]> { ["requirements.yaml"] = "dependencies:\n- {name: db, repository: \"https://example.com\"}\n"u8.ToArray() };
        var archive = await ReadAsync(PackagedChart.Create("old", "0.1.0", "name: old\nversion: 0.1.0\n", more));

        Assert.Equal(
            """{"name":"old","version":"0.1.0","apiVersion":"v1","dependencies":[{"name":"db","repository":"https://example.com"}]}""",
            Encoding.UTF8.GetString(ChartConfig.Write(archive.Metadata)));
    }

    [Fact]
    public async Task Of_ChartWithProvenance_IsTheManifestThatHelmPushes()
    {
        var chart = PackagedChart.Create("app", "1.2.3+build", Everything);
        var provenance = "-----BEGIN PGP SIGNED MESSAGE-----"u8.ToArray();
        var layers = new[]
        {
            $$"""{"mediaType":"application/vnd.cncf.helm.chart.content.v1.tar+gzip","digest":"{{chart.Digest}}","size":{{chart.Archive.Length}}}""",
            $$"""{"mediaType":"application/vnd.cncf.helm.chart.provenance.v1.prov","digest":"{{Digest.Sha256(provenance)}}","size":{{provenance.Length}}}""",
        };
        var config = Encoding.UTF8.GetBytes(Config);

        var made = MadeChart.Of(await ReadAsync(chart), provenance);

        Assert.Equal(
            $$"""{"schemaVersion":2,"config":{"mediaType":"application/vnd.cncf.helm.config.v1+json","digest":"{{Digest.Sha256(config)}}","size":{{config.Length}}},"layers":["""
                + string.Join(',', layers.OrderBy(l => l[(l.IndexOf("sha256:", StringComparison.Ordinal))..], StringComparer.Ordinal))
                + """],"annotations":{"a":"first \"quoted\"","org.opencontainers.image.authors":"Ann (ann@example.com), Bob","org.opencontainers.image.created":"2025-06-07T08:09:10Z","org.opencontainers.image.description":"Größe \u003cb\u003e two lines ","org.opencontainers.image.source":"https://example.com/src","org.opencontainers.image.title":"app","org.opencontainers.image.url":"https://example.com","org.opencontainers.image.version":"1.2.3+build","z":"last"}}""",
            Encoding.UTF8.GetString(made.Manifest.Content.Span));
    }

    [Fact]
    public async Task Of_SameChartTwice_HasTheSameDigest()
    {
        var chart = PackagedChart.Create("app", "1.0.0");

        Assert.Equal(MadeChart.Of(await ReadAsync(chart), null).Manifest.Digest, MadeChart.Of(await ReadAsync(chart), null).Manifest.Digest);
    }

    [Theory]
    [InlineData("1.10", "1.1")]
    [InlineData("010", "8")]
    [InlineData("0x1F", "31")]
    [InlineData("1_000", "1000")]
    [InlineData("08", "8")]
    [InlineData("1e3", "1000")]
    [InlineData("1234567.5", "1.2345675e+06")]
    [InlineData("0.00001", "1e-05")]
    [InlineData("on", "true")]
    [InlineData("No", "false")]
    [InlineData("~", null)]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("2026-01-02", "2026-01-02")]
    [InlineData("-", "-")]
    [InlineData("v1", "v1")]
    [InlineData("99999999999999999999", "1e+20")]
    public void Text_PlainScalar_IsWhatHelmMakesOfIt(string plain, string? text) => Assert.Equal(text, PlainScalar.Text(plain));

    private static Task<ChartArchive> ReadAsync(PackagedChart chart) => ChartArchive.ReadAsync(new MemoryStream(chart.Archive), Digest.Parse(chart.Digest), CancellationToken.None);
}
