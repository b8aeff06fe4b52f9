using Transship.Operator.Endpoints;

namespace Transship.Operator.Tests.Endpoints;

public sealed class BandwidthTests
{
    [Theory]
    [InlineData("1048576", 1048576L)]
    [InlineData("500k", 500_000L)]
    [InlineData("10Mi", 10L << 20)]
    [InlineData("1Ki", 1024L)]
    [InlineData("2G", 2_000_000_000L)]
    [InlineData("3Gi", 3L << 30)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("0", null)]
    [InlineData("-5", null)]
    [InlineData("fast", null)]
    [InlineData("Mi", null)]
    [InlineData("99999999999Gi", null)]
    public void Parse_Quantity_IsBytesPerSecond(string? text, long? bytes) => Assert.Equal(bytes, Bandwidth.Parse(text));
}
