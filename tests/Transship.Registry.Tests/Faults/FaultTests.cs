using Transship.Testing.Registry;

namespace Transship.Registry.Tests.Faults;

public sealed class FaultTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(2000)]
    public async Task CopyAsync_SeededFaults_CompletesOrSaysWhyAndLeavesNothingHalf(int first)
    {
        var runs = await FaultRuns.RunAsync(first, 60);

        Assert.True(runs.Violations.Count == 0, string.Join(Environment.NewLine, runs.Violations));
        Assert.Equal(90, runs.Completed + runs.Failed); // every other seed has two destinations
        Assert.InRange(runs.Completed, 45, 90);
        Assert.InRange(runs.Faults, 200, int.MaxValue);
    }
}
