using Transship.Api.Rules;
using Transship.Replication.Filters;

namespace Transship.Replication.Tests.Filters;

public sealed class ContentFiltersTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    // Harbor's fixture of label tests.
    private static readonly (string Name, string[] Labels)[] Artifacts = [("aaaaa", ["label1"]), ("bbbbb", ["label1", "label2"]), ("ccccc", ["label3"]), ("ddddd", [])];

    [Theory]
    [InlineData("label1", FilterDecoration.Matches, "aaaaa bbbbb")]
    [InlineData("label1", FilterDecoration.Excludes, "ccccc ddddd")]
    [InlineData("label1 label2", FilterDecoration.Matches, "bbbbb")]
    [InlineData("label1 label2", FilterDecoration.Excludes, "aaaaa ccccc ddddd")]
    public void Refusal_Labels_AllMustBeCarriedAsInHarbor(string labels, FilterDecoration decoration, string expected)
    {
        var filters = Compile(new RuleFilter { Type = FilterType.Label, Labels = labels.Split(' '), Decoration = decoration });

        Assert.Equal(expected.Split(' '), Artifacts.Where(a => filters.Refusal(new ArtifactFacts { Labels = a.Labels }, Now) is null).Select(a => a.Name));
    }

    [Theory]
    [InlineData("tier", true)]
    [InlineData("tier=prod", true)]
    [InlineData("tier=test", false)]
    [InlineData("tie", false)]
    public void Refusal_LabelOfAnImage_ByKeyOrByKeyAndValue(string label, bool passes) =>
        Assert.Equal(passes, Compile(new RuleFilter { Type = FilterType.Label, Labels = [label] }).Refusal(new ArtifactFacts { Labels = ["tier=prod"] }, Now) is null);

    [Theory]
    [InlineData(ArtifactKind.Image, "image", true)]
    [InlineData(ArtifactKind.Chart, "image", false)]
    [InlineData(ArtifactKind.Chart, "chart", true)]
    [InlineData(ArtifactKind.Artifact, "artifact", true)]
    [InlineData(ArtifactKind.Image, "artifact", false)]
    public void Refusal_Resource_ByKind(ArtifactKind kind, string value, bool passes) =>
        Assert.Equal(passes, Compile(new RuleFilter { Type = FilterType.Resource, Value = value }).Refusal(new ArtifactFacts { Kind = kind }, Now) is null);

    [Theory]
    [InlineData(23, FilterDecoration.Matches, true)]
    [InlineData(24, FilterDecoration.Matches, true)]
    [InlineData(25, FilterDecoration.Matches, false)]
    [InlineData(25, FilterDecoration.Excludes, true)]
    [InlineData(23, FilterDecoration.Excludes, false)]
    public void Refusal_MaxAge_TheYoungerOnes(int hours, FilterDecoration decoration, bool passes)
    {
        var filters = Compile(new RuleFilter { Type = FilterType.Tag, MaxAge = "24h", Decoration = decoration });

        Assert.Equal(passes, filters.Refusal(new ArtifactFacts { Time = Now.AddHours(-hours) }, Now) is null);
    }

    [Fact]
    public void Refusal_MaxAgeWithoutATime_DoesNotMatch() =>
        Assert.Equal("spec.filters[0]: tag matches maxAge 24h", Compile(new RuleFilter { Type = FilterType.Tag, MaxAge = "24h" }).Refusal(new ArtifactFacts(), Now));

    private static ContentFilters Compile(RuleFilter filter)
    {
        Assert.True(RuleFilters.TryCompile([filter], out var compiled, out var errors), string.Join(' ', errors));
        return compiled.Contents;
    }
}
