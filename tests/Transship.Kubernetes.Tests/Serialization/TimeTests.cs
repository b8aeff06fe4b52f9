using System.Text.Json;
using Transship.Kubernetes.Models;
using Transship.Kubernetes.Serialization;

namespace Transship.Kubernetes.Tests.Serialization;

public sealed class TimeTests
{
    [Theory]
    [InlineData("2026-03-01T10:20:30Z", 0)]
    [InlineData("2026-03-01t10:20:30z", 0)]
    [InlineData("2026-03-01T10:20:30.5Z", 5_000_000)]
    [InlineData("2026-03-01T10:20:30.1234567Z", 1_234_567)]
    [InlineData("2026-03-01T10:20:30.123456789Z", 1_234_567)]
    [InlineData("2026-03-01T12:20:30.000000001+02:00", 0)]
    [InlineData("2026-03-01T04:50:30-05:30", 0)]
    public void Read_AnyRfc3339Form_IsTheSameMoment(string text, long ticks)
    {
        var expected = new DateTimeOffset(2026, 3, 1, 10, 20, 30, TimeSpan.Zero).AddTicks(ticks);

        Assert.Equal(expected, JsonSerializer.Deserialize<DateTimeOffset>($"\"{text}\"", KubernetesJson.Options));
        Assert.Equal(expected, JsonSerializer.Deserialize<V1LeaseSpec>($$"""{"renewTime":"{{text}}"}""", KubernetesJson.Options)!.RenewTime);
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("")]
    public void Read_NoTime_IsAJsonException(string text) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<DateTimeOffset>($"\"{text}\"", KubernetesJson.Options));

    [Fact]
    public void Write_Time_HasWholeSecondsInUtc()
    {
        var time = new DateTimeOffset(2026, 3, 1, 12, 20, 30, 999, TimeSpan.FromHours(2));

        Assert.Equal("\"2026-03-01T10:20:30Z\"", JsonSerializer.Serialize(time, KubernetesJson.Options));
    }

    [Theory]
    [InlineData(0, "2026-03-01T10:20:30.000000Z")]
    [InlineData(1_234_567, "2026-03-01T10:20:30.123456Z")]
    public void Write_MicroTime_HasExactlySixDigits(long ticks, string text)
    {
        var lease = new V1LeaseSpec { RenewTime = new DateTimeOffset(2026, 3, 1, 10, 20, 30, TimeSpan.Zero).AddTicks(ticks) };

        Assert.Equal($$"""{"renewTime":"{{text}}"}""", JsonSerializer.Serialize(lease, KubernetesJson.Options));
    }
}
