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

    [Theory]
    [InlineData("^v[0-9]+$", "v1 v22", "v1x xv1 1")]
    [InlineData("rc", "v1-rc1 rc", "v1 RC")]
    [InlineData("(?i)^rc$", "RC rc", "rc1")]
    public void MatchesTag_Regex_IsFoundAnywhereUnlessAnchored(string regex, string inside, string outside)
    {
        var filters = Compile(new RuleFilter { Type = FilterType.Tag, Regex = regex });

        Assert.All(inside.Split(' '), tag => Assert.True(filters.MatchesTag(tag), tag));
        Assert.All(outside.Split(' '), tag => Assert.False(filters.MatchesTag(tag), tag));
        Assert.Null(filters.SpecificTags);
    }

    [Fact]
    public void MatchesRepository_RegexThatExcludes_Excludes()
    {
        var filters = Compile(Name("library/**"), new RuleFilter { Type = FilterType.Name, Regex = "-(dev|test)$", Decoration = FilterDecoration.Excludes });

        Assert.True(filters.MatchesRepository("library/app"));
        Assert.False(filters.MatchesRepository("library/app-dev"));
    }

    [Fact]
    public void MatchesTag_HostileRegex_TakesLinearTime() =>
        Assert.False(Compile(new RuleFilter { Type = FilterType.Tag, Regex = "^(a+)+$" }).MatchesTag(new string('a', 127) + "!"));

    [Fact]
    public void MatchesTag_Semver_OnlyVersionsOfTheRange()
    {
        var filters = Compile(new RuleFilter { Type = FilterType.Tag, Semver = ">=1.2 <3" });

        Assert.Equal(["1.2.0", "v2.9"], new[] { "1.1", "1.2.0", "v2.9", "2.0.0-rc1", "3.0", "latest", "2-alpine" }.Where(filters.MatchesTag));
        Assert.False(filters.MatchesTag(null));
    }

    [Fact]
    public void MatchesTag_SemverExcludes_KeepsWhatIsNoVersion()
    {
        var filters = Compile(new RuleFilter { Type = FilterType.Tag, Semver = "<2", Decoration = FilterDecoration.Excludes });

        Assert.Equal(["2.0", "latest"], new[] { "1.9", "2.0", "latest" }.Where(filters.MatchesTag));
    }

    [Fact]
    public void SpecificTags_Latest_NeedsTheListing() => Assert.Null(Compile(Tag("{1.0,2.0}"), Latest(1)).SpecificTags);

    public static TheoryData<RuleFilter, string> WrongFilters => new()
    {
        { new RuleFilter { Type = FilterType.Tag }, "spec.filters[0]: Set exactly one" },
        { new RuleFilter { Type = FilterType.Tag, Value = "*", Regex = "x" }, "spec.filters[0]: Set exactly one" },
        { new RuleFilter { Type = FilterType.Name, Semver = "1" }, "spec.filters[0]: A filter by semver, latest or maxAge" },
        { new RuleFilter { Type = FilterType.Name, Latest = new LatestTags { Count = 1 } }, "spec.filters[0]: A filter by semver, latest or maxAge" },
        { new RuleFilter { Type = FilterType.Name, MaxAge = "1h" }, "spec.filters[0]: A filter by semver, latest or maxAge" },
        { new RuleFilter { Type = FilterType.Tag, MaxAge = "30d" }, "spec.filters[0]: maxAge \"30d\" is no length of time" },
        { new RuleFilter { Type = FilterType.Label, Value = "prod" }, "spec.filters[0]: A filter of type label names labels" },
        { new RuleFilter { Type = FilterType.Tag, Labels = ["prod"] }, "spec.filters[0]: A filter of type label names labels" },
        { new RuleFilter { Type = FilterType.Label, Labels = [] }, "spec.filters[0]: An empty list" },
        { new RuleFilter { Type = FilterType.Resource, Value = "images" }, "spec.filters[0]: \"images\" is no kind" },
        { new RuleFilter { Type = FilterType.Resource, Regex = "image" }, "spec.filters[0]: A filter of type resource has" },
        { new RuleFilter { Type = FilterType.Tag, Platforms = ["linux/amd64"] }, "spec.filters[0]: A filter by platforms looks" },
        { new RuleFilter { Type = FilterType.Resource, Platforms = ["amd64"] }, "spec.filters[0]: \"amd64\" is no platform" },
        { new RuleFilter { Type = FilterType.Resource, Platforms = ["linux/amd64"], Decoration = FilterDecoration.Excludes }, "spec.filters[0]: A filter by platforms keeps" },
        { Latest(1) with { Decoration = FilterDecoration.Excludes }, "spec.filters[0]: A filter by latest keeps" },
        { Latest(0), "spec.filters[0]: latest.count" },
        { new RuleFilter { Type = FilterType.Tag, Semver = ">=1 <x1" }, "spec.filters[0].semver, character 5: " },
        { new RuleFilter { Type = FilterType.Tag, Regex = "v(1" }, "spec.filters[0].regex, character 4: The regular expression" },
        { new RuleFilter { Type = FilterType.Tag, Regex = "(?=v)" }, "spec.filters[0].regex, character 1: Look-around" },
        { new RuleFilter { Type = FilterType.Tag, Regex = @"(v)\1" }, "spec.filters[0].regex, character 1: Look-around" },
    };

    [Theory]
    [MemberData(nameof(WrongFilters))]
    public void TryCompile_WrongFilter_RefusedWithItsPlace(RuleFilter filter, string expected)
    {
        Assert.False(RuleFilters.TryCompile([filter], out _, out var errors));
        Assert.StartsWith(expected, Assert.Single(errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TryCompile_TwoLatest_TheSecondIsRefused()
    {
        Assert.False(RuleFilters.TryCompile([Latest(1), Latest(2)], out _, out var errors));
        Assert.Equal(1, Assert.Single(errors).Index);
    }

    private static RuleFilter Latest(int count) => new() { Type = FilterType.Tag, Latest = new LatestTags { Count = count } };

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
