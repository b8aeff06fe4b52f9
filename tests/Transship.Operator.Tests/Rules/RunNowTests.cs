using Transship.Operator.Rules;

namespace Transship.Operator.Tests.Rules;

public sealed class RunNowTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Next_NothingAsked_IsNothing(string? asked) => Assert.Null(RunNow.Next("1-abc", asked));

    [Fact]
    public void Next_SameValue_IsServedOnce() => Assert.Null(RunNow.Next(RunNow.Next(null, "a"), "a"));

    [Fact]
    public void Next_RepeatedAfterALostWrite_IsTheSame() => Assert.Equal(RunNow.Next("4-abc", "a"), RunNow.Next("4-abc", "a"));

    [Fact]
    public void Next_ValueThatComesBack_IsNew()
    {
        var first = RunNow.Next(null, "a");
        var third = RunNow.Next(RunNow.Next(first, "b"), "a");
        Assert.NotNull(third);
        Assert.NotEqual(first, third);
        Assert.StartsWith("3-", third, StringComparison.Ordinal);
    }

    [Fact]
    public void Next_MarkWithoutACount_IsStillKnown() => Assert.Null(RunNow.Next(RuleSummary.Fingerprint("a"), "a"));

    [Fact]
    public void Next_SpoiledCount_BeginsAnew() => Assert.StartsWith("1-", RunNow.Next("many-abc", "a"), StringComparison.Ordinal);
}
