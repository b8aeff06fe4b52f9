using System.Globalization;
using Transship.Testing.Registry;

namespace Transship.Registry.Tests.Faults;

public sealed class FaultTests
{
    // make test-faults asks for more.
    private static readonly int Seeds = int.TryParse(Environment.GetEnvironmentVariable("TRANSSHIP_FAULT_SEEDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seeds) ? seeds : 60;

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_000)]
    [InlineData(2_000_000)]
    public async Task CopyAsync_SeededFaults_CompletesOrSaysWhyAndLeavesNothingHalf(int first)
    {
        var runs = await FaultRuns.RunAsync(first, Seeds);

        Assert.True(runs.Violations.Count == 0, string.Join(Environment.NewLine, runs.Violations));
        Assert.Equal(Seeds + (Seeds / 2), runs.Completed + runs.Failed); // every other seed has two destinations
        Assert.InRange(runs.Completed, Seeds * 3 / 4, Seeds * 3 / 2);
        Assert.InRange(runs.Faults, Seeds * 3, int.MaxValue);
    }
}
