namespace Transship.Api.Tests;

public sealed class ByteCountTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(12_897_485, "12.3 MiB")]
    [InlineData(1_048_575, "1.0 MiB")]
    [InlineData(1L << 30, "1.0 GiB")]
    [InlineData(1L << 40, "1.0 TiB")]
    [InlineData(long.MaxValue, "8192.0 PiB")]
    public void Format_Count_HasTheUnitThatReadsBest(long bytes, string expected) => Assert.Equal(expected, ByteCount.Format(bytes));

    [Theory]
    [InlineData("1", 1L)]
    [InlineData("500k", 500_000L)]
    [InlineData("10Mi", 10L << 20)]
    [InlineData("2T", 2_000_000_000_000)]
    [InlineData("20Ti", 20L << 40)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("1.5Gi", null)]
    [InlineData("9999999Ti", null)]
    [InlineData("many", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Parse_Quantity_IsItsBytes(string? text, long? expected) => Assert.Equal(expected, ByteCount.Parse(text));
}
