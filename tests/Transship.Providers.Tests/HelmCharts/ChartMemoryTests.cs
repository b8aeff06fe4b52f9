using Transship.Providers.HelmCharts;
using Transship.Registry.Content;
using Transship.Testing.Charts;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.HelmCharts;

public sealed class ChartMemoryTests
{
    private static readonly Uri First = new("https://one.example.com/");
    private static readonly Uri Second = new("https://two.example.com/");

    [Fact]
    public async Task Add_ChartsOfTwoRepositories_ShareOneBudget()
    {
        var (one, two) = (await MakeAsync(1), await MakeAsync(2));
        var memory = new ChartMemory(one.Weight + two.Weight - 1);

        memory.Add(First, "app", one);
        memory.Add(Second, "app", two);

        Assert.Null(memory.Find(First, "app", one.Archive));
        Assert.Same(two, memory.Find(Second, "app", two.Archive));
    }

    [Fact]
    public async Task Find_SameChartOfAnotherRepository_IsNotGiven()
    {
        var made = await MakeAsync(1);
        var memory = new ChartMemory();
        memory.Add(First, "app", made);

        Assert.Same(made, memory.Find(First, "app", made.Manifest.Digest));
        Assert.Null(memory.Find(Second, "app", made.Manifest.Digest));
        Assert.Null(memory.Blob(Second, "app", made.Archive));
    }

    private static async Task<MadeChart> MakeAsync(int seed)
    {
        var chart = PackagedChart.Create("app", "1.0.0", more: new Dictionary<string, byte[]> { ["data.bin"] = FakeImages.Bytes(seed, 2000) });
        return MadeChart.Of(await ChartArchive.ReadAsync(new MemoryStream(chart.Archive), Digest.Parse(chart.Digest), CancellationToken.None), null);
    }
}
