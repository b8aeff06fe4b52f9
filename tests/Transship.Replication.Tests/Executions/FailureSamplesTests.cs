using Transship.Api.Executions;
using Transship.Replication.Executions;

namespace Transship.Replication.Tests.Executions;

public sealed class FailureSamplesTests
{
    [Fact]
    public void Bound_MoreThanTwenty_FirstTwentyStay() =>
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"a{i}"), FailureSamples.Bound(Enumerable.Range(0, 100).Select(i => Sample($"a{i}", "m"))).Select(sample => sample.Artifact));

    [Fact]
    public void Bound_LongMessages_AreCut()
    {
        var sample = Assert.Single(FailureSamples.Bound([Sample("a", new string('m', 600))]));

        Assert.Equal(new string('m', 511) + "…", sample.Message);
    }

    [Fact]
    public void Cut_CharacterOfTwoHalves_IsNotSplit() => Assert.Equal("ab…", FailureSamples.Cut("ab😀cd", 4));

    [Fact]
    public void Cut_ShortText_Stays() => Assert.Equal("abcd", FailureSamples.Cut("abcd", 4));

    private static FailureSample Sample(string artifact, string message) => new() { Artifact = artifact, Reason = "Timeout", Message = message };
}
