using System.Diagnostics;
using Transship.Testing.Servers;

namespace Transship.Integration.Servers;

public sealed class ToolTests
{
    [Fact]
    public async Task RunAsync_ExitCodeNotZero_SaysCommandCodeAndOutput()
    {
        var failure = await Assert.ThrowsAsync<ToolFailedException>(
            () => new Tool("/bin/sh", ["-c"], new Dictionary<string, string> { ["REASON"] = "disk full" }).RunAsync(["echo $REASON >&2; exit 7"]));

        Assert.Contains("sh -c", failure.Message, StringComparison.Ordinal);
        Assert.Contains("exit code 7", failure.Message, StringComparison.Ordinal);
        Assert.Contains("disk full", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_WithInput_ProgramReadsItToTheEnd()
    {
        var output = await new Tool("/bin/cat").RunAsync([], "first\nsecond\n");

        Assert.Equal("first\nsecond\n", output);
    }

    [Fact]
    public async Task TryRunAsync_StillRunningAfterTimeout_EndsTheProgram()
    {
        var watch = Stopwatch.StartNew();

        var failure = await Assert.ThrowsAsync<ToolFailedException>(
            () => new Tool("/bin/sleep").TryRunAsync(["60"], timeout: TimeSpan.FromMilliseconds(100)));

        Assert.Contains("sleep 60 was still running", failure.Message, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"It took {watch.Elapsed}.");
    }
}
