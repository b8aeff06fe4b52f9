using Transship.Operator.Commands;

namespace Transship.Operator.Tests.Commands;

public sealed class TransshipCommandTests
{
    [Theory]
    [InlineData("operator --max-concurrent-tasks 0", "--max-concurrent-tasks is at least 1.")]
    [InlineData("operator --pod-byte-threshold lots", "--pod-byte-threshold is a number of bytes")]
    [InlineData("operator --pod-task-threshold -1", "--pod-task-threshold is at least 0.")]
    [InlineData("operator --health-port 70000", "--health-port is at least 0")]
    [InlineData("operator --health-port -1", "--health-port is at least 0")]
    [InlineData("copy one-only", "Required argument")]
    [InlineData("plan", "Name either manifests with -f, or a rule of a cluster.")]
    [InlineData("plan nightly -f rules", "Name either manifests with -f, or a rule of a cluster.")]
    public void Parse_BadInput_SaysWhatIsWrong(string line, string error) =>
        Assert.Contains(new TransshipCommand().Parse(line).Errors, found => found.Message.StartsWith(error, StringComparison.Ordinal));

    [Theory]
    [InlineData("operator --leader-elect --watch-namespace a --watch-namespace b --health-port 0")]
    [InlineData("operator --worker-image registry.example.com/transship:1 --pod-task-threshold 0 --pod-byte-threshold 20Gi --pod-ttl-seconds 0")]
    [InlineData("copy a/b:1 c/d")]
    [InlineData("crds --roles")]
    [InlineData("plan -f rules")]
    [InlineData("plan nightly -n team")]
    public void Parse_GoodInput_HasNoErrors(string line) => Assert.Empty(new TransshipCommand().Parse(line).Errors);

    [Fact]
    public async Task Crds_ToAFolder_WritesOneFileEach()
    {
        var folder = Directory.CreateTempSubdirectory("transship-crds-");
        try
        {
            Assert.Equal(0, await new TransshipCommand().Parse(["crds", "--output", folder.FullName]).InvokeAsync());
            Assert.Equal(4, folder.GetFiles("transship.io_*.yaml").Length);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Copy_BadReference_IsBadInput() =>
        Assert.Equal(ExitCodes.BadInput, await new TransshipCommand().Parse(["copy", "UPPER CASE", "localhost/x"]).InvokeAsync());
}
