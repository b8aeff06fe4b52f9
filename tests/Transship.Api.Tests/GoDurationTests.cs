using System.Text.RegularExpressions;

namespace Transship.Api.Tests;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("30s", 30)]
    [InlineData("5m", 300)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5h", 5400)]
    [InlineData("1h2m3s4ms", 3723.004)]
    [InlineData("0s", 0)]
    [InlineData("240000h", 864_000_000)]
    public void TryParse_Duration_IsReadAndKeepsToTheSchema(string text, double seconds)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds, 3);
        Assert.Matches(new Regex(GoDuration.Pattern), text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("5d")]
    [InlineData("-5m")]
    [InlineData("5 m")]
    [InlineData("5m ")]
    [InlineData("1.2.3s")]
    [InlineData("1e3s")]
    [InlineData("5sm")]
    [InlineData("240001h")]
    [InlineData("99999999999999999999999999999999h")]
    public void TryParse_NoDuration_Refused(string? text) => Assert.False(GoDuration.TryParse(text, out _));

    [Theory]
    [InlineData(-5, "0s")]
    [InlineData(0, "0s")]
    [InlineData(0.0001, "1ms")]
    [InlineData(0.25, "250ms")]
    [InlineData(1.9, "1s")]
    [InlineData(60, "1m")]
    [InlineData(3600, "1h")]
    [InlineData(3723, "1h2m3s")]
    [InlineData(90_061, "25h1m1s")]
    public void Format_Duration_IsShort(double seconds, string expected) => Assert.Equal(expected, GoDuration.Format(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Format_WholeSeconds_ReadBackAsTheyWere()
    {
        for (var seconds = 1; seconds < 200_000; seconds += 37)
        {
            Assert.True(GoDuration.TryParse(GoDuration.Format(TimeSpan.FromSeconds(seconds)), out var duration));
            Assert.Equal(seconds, duration.TotalSeconds, 6);
        }
    }

    [Theory]
    [InlineData("2m", 120)]
    [InlineData(null, 7)]
    [InlineData("nonsense", 7)]
    public void ParseOr_Text_OrTheFallback(string? text, double seconds) =>
        Assert.Equal(seconds, GoDuration.ParseOr(text, TimeSpan.FromSeconds(7)).TotalSeconds);
}
