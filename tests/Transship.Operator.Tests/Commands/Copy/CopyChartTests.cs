using Transship.Operator.Commands.Copy;
using Transship.Registry.Content;
using Transship.Registry.Errors;
using Transship.Testing.Charts;
using Transship.Testing.Registry;

namespace Transship.Operator.Tests.Commands.Copy;

public sealed class CopyChartTests : IAsyncLifetime
{
    private ChartServer _charts = null!;
    private FakeRegistry _registry = null!;

    private string Folder => $"helm+http://{_charts.Url.Authority}";

    public async Task InitializeAsync()
    {
        _charts = await ChartServer.StartAsync();
        _registry = await FakeRegistry.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _charts.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task Copy_OneVersion_ArrivesByteForByte()
    {
        var chart = _charts.Add(PackagedChart.Create("app", "1.0.0+build.5"));

        var dry = await TransshipProcess.RunAsync("copy", "--dry-run", $"{Folder}/app:1.0.0+build.5", $"{_registry.Url}charts/app");
        var copied = await TransshipProcess.RunAsync("copy", $"{Folder}/app:1.0.0+build.5", $"{_registry.Url}charts/app");
        var again = await TransshipProcess.RunAsync("copy", "--dry-run", $"{Folder}/app:1.0.0_build.5", $"{_registry.Url}charts/app");

        Assert.Equal((0, 0, 0), (dry.ExitCode, copied.ExitCode, again.ExitCode));
        Assert.Contains("would be copied", dry.Output, StringComparison.Ordinal);
        Assert.Contains("up to date", again.Output, StringComparison.Ordinal);
        Assert.Empty(_registry.Store.MissingFor("charts/app", "1.0.0_build.5"));
        Assert.Equal(chart.Archive, _registry.Store["charts/app"].Blobs[Digest.Parse(chart.Digest)]);
    }

    [Fact]
    public async Task Copy_AllChartsOfAFolder_TakesEveryVersion()
    {
        _charts.Add(PackagedChart.Create("app", "1.0.0"));
        _charts.Add(PackagedChart.Create("app", "2.0.0"));
        _charts.Add(PackagedChart.Create("tool", "0.1.0"));
        _charts.Authorization = "Basic " + Convert.ToBase64String("reader:right"u8);

        var (exitCode, _, error) = await TransshipProcess.RunAsync("copy", "--recursive", "--src-creds", "reader:right", Folder, $"{_registry.Url}charts");

        Assert.True(exitCode == 0, error);
        Assert.Equal(["1.0.0", "2.0.0"], _registry.Store["charts/app"].Tags.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["0.1.0"], _registry.Store["charts/tool"].Tags.Keys);
    }

    [Fact]
    public async Task Copy_NoVersion_SaysHowToNameOne()
    {
        _charts.Add(PackagedChart.Create("app", "1.0.0"));

        var (exitCode, _, error) = await TransshipProcess.RunAsync("copy", $"{Folder}/app", $"{_registry.Url}charts/app");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("--all-tags", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("helm://charts.example.com/stable/app:1.2.3+b", false, "https://charts.example.com/stable/", "app", "1.2.3_b")]
    [InlineData("helm://charts.example.com:8443/app:1.2.3", false, "https://charts.example.com:8443/", "app", "1.2.3")]
    [InlineData("helm+http://charts.example.com/a/b/app", false, "http://charts.example.com/a/b/", "app", null)]
    [InlineData("helm://charts.example.com/stable/", true, "https://charts.example.com/stable/", "", null)]
    public void TryParse_ReferencesOfCharts_TellFolderChartAndVersion(string text, bool isFolder, string folder, string chart, string? version)
    {
        Assert.True(ChartReference.TryParse(text, isFolder, out var reference));
        Assert.Equal((new Uri(folder), chart, version), (reference.Repository, reference.Chart.Repository, reference.Chart.Tag));
    }

    [Theory]
    [InlineData("helm://charts.example.com")]
    [InlineData("helm://user:secret@charts.example.com/app:1")]
    [InlineData("helm:///app:1")]
    public void TryParse_NamesNoChart_SaysHowToWriteIt(string text)
    {
        var error = Assert.Throws<RegistryException>(() => ChartReference.TryParse(text, isFolder: false, out _));
        Assert.Contains("host/folder/chart:version", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_ReferenceOfAnImage_IsNone() => Assert.False(ChartReference.TryParse("registry.example.com/app:1", isFolder: false, out _));
}
