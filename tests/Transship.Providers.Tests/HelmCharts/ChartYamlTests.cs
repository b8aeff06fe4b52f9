using System.Globalization;
using System.Text;
using Transship.Providers.HelmCharts;
using Transship.Registry.Errors;
using Transship.Testing.Charts;

namespace Transship.Providers.Tests.HelmCharts;

public sealed class ChartYamlTests
{
    private const string Chart = "apiVersion: v2\nname: app\nversion: 1.0.0\n";

    [Fact]
    public async Task Read_BillionLaughs_IsRefusedInOneSentence()
    {
        var text = new StringBuilder(Chart).Append("a0: &a0 [lol]\n");
        for (var i = 1; i < 30; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        await RefusedAsync(text.Append("keywords: *a29\n").ToString());
    }

    [Fact]
    public async Task Read_LongTextRepeatedByAliases_IsRefused() => await RefusedAsync(
        $"{Chart}description: &d {new string('x', 100_000)}\nkeywords: [{string.Join(',', Enumerable.Repeat("*d", 1000))}]\n");

    [Fact]
    public async Task Read_MappingMergedIntoMany_IsRefused()
    {
        var members = string.Join(',', Enumerable.Range(0, 1000).Select(i => string.Create(CultureInfo.InvariantCulture, $"k{i}: v")));
        await RefusedAsync($"{Chart}base: &b {{{members}}}\nmaintainers:\n{string.Concat(Enumerable.Repeat("- {<<: *b}\n", 1000))}");
    }

    [Fact]
    public async Task Read_MoreValuesThanAnyChartHas_IsRefused() => await RefusedAsync($"{Chart}keywords: [{string.Join(',', Enumerable.Repeat("a", 200_000))}]\n");

    [Fact]
    public async Task Read_AFewAliases_AreRepeated()
    {
        var metadata = (await ReadAsync($"{Chart}base: &b {{name: Ann, email: ann@example.com}}\nmaintainers: [*b, {{<<: *b, name: Bob}}]\n")).Metadata;

        Assert.Equal(["Ann ann@example.com", "Bob ann@example.com"], metadata.Maintainers.Select(m => $"{m.Text("name")} {m.Text("email")}"));
    }

    private static async Task RefusedAsync(string chart)
    {
        var error = await Assert.ThrowsAsync<RegistryException>(() => ReadAsync(chart));
        Assert.Equal(RegistryErrorKind.ManifestInvalid, error.Kind);
        Assert.Contains("Its Chart.yaml is no valid YAML", error.Message, StringComparison.Ordinal);
        Assert.Contains("aliases repeat", error.Message, StringComparison.Ordinal);
    }

    private static Task<ChartArchive> ReadAsync(string chart) =>
        ChartArchive.ReadAsync(new MemoryStream(PackagedChart.Create("app", "1.0.0", chart).Archive), null, CancellationToken.None);
}
