using Transship.Api.Rules;
using Transship.Replication.Filters;

namespace Transship.Replication.Tests.Filters;

public sealed class RuleFiltersTests
{
    // Harbor's fixture: artifacts and their tags; the last one has none.
    private static readonly (string Name, string?[] Tags)[] Artifacts =
        [("aaaaa", ["test1", "test2", "harbor1"]), ("bbbbb", ["test3", "harbor2"]), ("ccccc", ["harbor3"]), ("ddddd", [null])];

    [Fact]
    public void MatchesTag_Matches_KeepsOnlyMatchingTags() =>
        Assert.Equal("aaaaa[test1,test2] bbbbb[test3]", Kept(Compile(Tag("test*"))));

    [Fact]
    public void MatchesTag_Excludes_KeepsTheOthersAndTheUntagged() =>
        Assert.Equal("aaaaa[harbor1] bbbbb[harbor2] ccccc[harbor3] ddddd[]", Kept(Compile(Tag("test*", FilterDecoration.Excludes))));

    [Theory]
    [InlineData("*", true)]
    [InlineData("**", true)]
    [InlineData("", true)]
    [InlineData("v*", false)]
    public void MatchesTag_Untagged_IsLookedAtAsEmpty(string pattern, bool expected) => Assert.Equal(expected, Compile(Tag(pattern)).MatchesTag(null));

    [Fact]
    public void TryCompile_NoFilters_EverythingPassesAndHasToBeListed()
    {
        var filters = Compile();

        Assert.True(filters.MatchesRepository("library/busybox"));
        Assert.True(filters.MatchesTag("1.0"));
        Assert.Null(filters.SpecificRepositories);
        Assert.Null(filters.SpecificTags);
    }

    [Fact]
    public void MatchesRepository_SeveralFilters_AllMustPass()
    {
        var filters = Compile(Name("library/**"), Name("**/b*"), Name("**/*-dev", FilterDecoration.Excludes), Tag("v*"));

        Assert.True(filters.MatchesRepository("library/busybox"));
        Assert.False(filters.MatchesRepository("library/alpine"));
        Assert.False(filters.MatchesRepository("other/busybox"));
        Assert.False(filters.MatchesRepository("library/busybox-dev"));
        Assert.Null(filters.SpecificRepositories);
    }

    [Fact]
    public void SpecificRepositories_LiteralName_NoCatalogIsNeeded()
    {
        var filters = Compile(Name("library/{busybox,alpine,x-dev}"), Name("{library,other}/{busybox,alpine,x-dev,y}"), Name("**/*-dev", FilterDecoration.Excludes));

        Assert.Equal(["library/busybox", "library/alpine"], filters.SpecificRepositories);
    }

    [Fact]
    public void SpecificRepositories_OnlyExcluded_CatalogIsNeeded() =>
        Assert.Null(Compile(Name("library/busybox", FilterDecoration.Excludes)).SpecificRepositories);

    [Fact]
    public void SpecificRepositories_NamesThatCannotExist_AreNotAskedFor() =>
        Assert.Equal(["a/b"], Compile(Name("{a,,A}/b")).SpecificRepositories);

    [Fact]
    public void SpecificTags_LiteralTags_NoListingIsNeeded()
    {
        var filters = Compile(Tag("{latest,1.0,2.0-rc1}"), Tag("*-rc*", FilterDecoration.Excludes));

        Assert.Equal(["latest", "1.0"], filters.SpecificTags);
        Assert.Null(filters.SpecificRepositories);
    }

    [Fact]
    public void TryCompile_BadPatterns_EachNamedWithItsPlace()
    {
        Assert.False(RuleFilters.TryCompile([Name("library/**"), Name("a[", FilterDecoration.Excludes), Tag("{v1")], out var compiled, out var errors));

        Assert.Null(compiled);
        Assert.Equal([(1, 2), (2, 1)], errors.Select(error => (error.Index, error.Position)));
        Assert.StartsWith("spec.filters[1].value, character 2: The [", errors[0].ToString(), StringComparison.Ordinal);
    }

    private static string Kept(RuleFilters filters) =>
        string.Join(' ', Artifacts
            .Select(artifact => (artifact.Name, Tags: artifact.Tags.Where(filters.MatchesTag).ToList()))
            .Where(artifact => artifact.Tags.Count > 0)
            .Select(artifact => $"{artifact.Name}[{string.Join(',', artifact.Tags)}]"));

    private static RuleFilters Compile(params RuleFilter[] filters)
    {
        Assert.True(RuleFilters.TryCompile(filters, out var compiled, out var errors), string.Join(' ', errors));
        return compiled;
    }

    private static RuleFilter Name(string value, FilterDecoration decoration = FilterDecoration.Matches) =>
        new() { Type = FilterType.Name, Value = value, Decoration = decoration };

    private static RuleFilter Tag(string value, FilterDecoration decoration = FilterDecoration.Matches) =>
        new() { Type = FilterType.Tag, Value = value, Decoration = decoration };
}
