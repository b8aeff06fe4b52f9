using System.Text.RegularExpressions;
using Transship.Replication.Executions;

namespace Transship.Replication.Tests.Executions;

public sealed partial class ChildNamesTests
{
    [Fact]
    public void Execution_ShortRule_IsRuleAndSuffix() => Assert.Equal("nightly-29384020", ChildNames.Execution("nightly", "29384020"));

    [Fact]
    public void Execution_LongRules_AreCutAndStillToldApart()
    {
        var a = ChildNames.Execution(new string('a', 252) + "x", "29384020");
        var b = ChildNames.Execution(new string('a', 252) + "y", "29384020");

        AssertName(a);
        Assert.NotEqual(a, b);
        Assert.EndsWith("-29384020", a, StringComparison.Ordinal);
    }

    [Fact]
    public void Execution_SuffixTooLong_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => ChildNames.Execution("r", new string('s', 41)));

    [Fact]
    public void Tick_LongestRule_IsNotCut()
    {
        var rule = new string('r', 52);
        var name = ChildNames.Execution(rule, ChildNames.TickSuffix(DateTimeOffset.UnixEpoch.AddSeconds(1_795_000_000)));

        Assert.Equal($"{rule}-1795000000", name);
        AssertName(name);
    }

    [Fact]
    public void Task_SameParts_SameName() =>
        Assert.Equal(ChildNames.Task("e", "library/app", "edge", "mirror/app", 0), ChildNames.Task("e", "library/app", "edge", "mirror/app", 0));

    [Fact]
    public void Task_AnyPartDiffers_AnotherName()
    {
        string[] names =
        [
            ChildNames.Task("e", "a", "edge", "b", 0),
            ChildNames.Task("e2", "a", "edge", "b", 0),
            ChildNames.Task("e", "a2", "edge", "b", 0),
            ChildNames.Task("e", "a", "edge2", "b", 0),
            ChildNames.Task("e", "a", "edge", "b2", 0),
            ChildNames.Task("e", "a", "edge", "b", 1),
        ];

        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, AssertName);
    }

    [Theory]
    [InlineData(48)]
    [InlineData(49)]
    [InlineData(50)]
    [InlineData(253)]
    public void Task_LongExecution_IsAValidNameThatStartsWithIt(int length)
    {
        var execution = new string('e', length);
        var name = ChildNames.Task(execution, "a", "edge", "b", 0);

        AssertName(name);
        Assert.StartsWith(execution[..Math.Min(length, 49)], name, StringComparison.Ordinal);
        Assert.NotEqual(name, ChildNames.Task(execution + "x", "a", "edge", "b", 0));
    }

    [Fact]
    public void Task_CutAtADot_LeavesNoEmptyPart() => AssertName(ChildNames.Task(new string('e', 48) + ".tail", "a", "edge", "b", 0));

    [Fact]
    public void LabelValue_LongName_IsCutAndHashed()
    {
        Assert.Equal(new string('a', 63), ChildNames.LabelValue(new string('a', 63)));
        AssertName(ChildNames.LabelValue(new string('a', 64)));
        Assert.NotEqual(ChildNames.LabelValue(new string('a', 64)), ChildNames.LabelValue(new string('a', 65)));
    }

    [Fact]
    public void Task_ThousandsOfRepositories_NoTwoShareAName() =>
        Assert.Equal(20_000, Enumerable.Range(0, 20_000).Select(i => ChildNames.Task("e", $"app{i}", "edge", "x", 0)).Distinct().Count());

    private static void AssertName(string name)
    {
        Assert.True(name.Length <= ChildNames.MaxLength, name);
        Assert.Matches(DnsSubdomain(), name);
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex DnsSubdomain();
}
