using Transship.Api;
using Transship.Api.Rules;
using Transship.Replication.Filters;
using Transship.Replication.Planning;

namespace Transship.Replication.Tests.Planning;

/// <summary>Filters that look at contents, bulk listings, and what a plan says of what it leaves out.</summary>
public sealed class PlanFiltersTests
{
    private readonly ScriptedRegistry _source = new();
    private readonly ScriptedRegistry _edge = new();

    [Fact]
    public async Task PlanAsync_BothListArtifacts_NoTagIsAskedFor()
    {
        _source.ListsArtifacts = _edge.ListsArtifacts = true;
        _source.With("app", "1@d1", "2@d2", "3@d3");
        _edge.With("app", "1@d1", "2@old");

        var plan = Assert.IsType<RepositoryPlan>(Assert.Single(await PlanAsync(Plans.To("edge", _edge))));

        Assert.Equal(["2", "3"], plan.Work.Select(a => a.Tag));
        Assert.Empty(_source.Resolved.Concat(_edge.Resolved).Concat(_source.TagListings));
        Assert.Equal((1, 1), (_source.ArtifactListings.Count, _edge.ArtifactListings.Count));
    }

    [Fact]
    public async Task PlanAsync_SpecificTags_AreAskedForInsteadOfListed()
    {
        _source.ListsArtifacts = _edge.ListsArtifacts = true;
        _source.With("app", "1@d1", "2@d2");

        await PlanAsync(Plans.To("edge", _edge), new RuleFilter { Type = FilterType.Tag, Value = "1" });

        Assert.Empty(_source.ArtifactListings.Concat(_edge.ArtifactListings));
        Assert.Equal(["app:1"], _source.Resolved);
    }

    [Fact]
    public async Task PlanAsync_LabelWithoutAListingThatTells_ContentIsLookedAtOnceForEachTagThatPassesByName()
    {
        _source.With("app", "v1@d1", "v2@d2", "dev@d3");
        _source.Facts["d1"] = new ArtifactFacts { Labels = ["prod=yes"] };
        _source.Facts["d2"] = new ArtifactFacts { Labels = [] };

        var items = await PlanAsync(
            Plans.To("edge", _edge), new RuleFilter { Type = FilterType.Tag, Value = "v*" }, new RuleFilter { Type = FilterType.Label, Labels = ["prod"] });

        Assert.Equal(["v1"], items.OfType<RepositoryPlan>().Single().Work.Select(a => a.Tag));
        Assert.Equal(["d1", "d2"], _source.Inspected.Order());
        Assert.Equal(["app:v1", "app:v2"], _source.Resolved.Order());
    }

    [Fact]
    public async Task PlanAsync_ListingTellsPushTimes_NothingIsInspected()
    {
        _source.ListsArtifacts = true;
        _source.With("app", "old@d1", "new@d2");
        _source.Facts["d1"] = new ArtifactFacts { Time = Plans.Now.AddDays(-9) };
        _source.Facts["d2"] = new ArtifactFacts { Time = Plans.Now.AddDays(-1) };

        var items = await PlanAsync(Plans.To("edge", _edge), new RuleFilter { Type = FilterType.Tag, MaxAge = "48h" });

        Assert.Equal(["new"], items.OfType<RepositoryPlan>().Single().Work.Select(a => a.Tag));
        Assert.Empty(_source.Inspected);
    }

    [Fact]
    public async Task PlanAsync_IndexHasNoneOfThePlatforms_IsLeftOutAndNotFailed()
    {
        _source.With("app", "both@d1", "windows@d2", "single@d3", "same@d4");
        _edge.With("app", "same@d4");
        _source.Facts["d1"] = new ArtifactFacts { Platforms = ["linux/amd64", "linux/arm64/v8"] };
        _source.Facts["d2"] = new ArtifactFacts { Platforms = ["windows/amd64"] };
        _source.Facts["d3"] = new ArtifactFacts();

        var items = await PlanAsync(Plans.To("edge", _edge), new RuleFilter { Type = FilterType.Resource, Platforms = ["linux/arm64"] });

        var plan = items.OfType<RepositoryPlan>().Single();
        Assert.Equal(("both,single", 1L), (string.Join(',', plan.Work.Select(a => a.Tag)), plan.UpToDate));
        Assert.Equal(
            new FilteredArtifact("app", "windows", "spec.filters[0]: resource matches platforms linux/arm64, and the index has windows/amd64"), items.OfType<FilteredArtifact>().Single());
        Assert.DoesNotContain(items, item => item is RepositoryFailure);
        Assert.Equal(["d1", "d2", "d3"], _source.Inspected.Order());
    }

    [Fact]
    public async Task PlanAsync_LatestAndPlatforms_NewestOfThoseThatHaveThePlatform()
    {
        _source.With("app", "1.0@d1", "1.1@d2", "1.2@d3", "1.3@d4", "1.4@d5");
        _source.Facts["d1"] = _source.Facts["d2"] = new ArtifactFacts { Platforms = ["linux/amd64"] };
        _source.Facts["d3"] = _source.Facts["d5"] = new ArtifactFacts { Platforms = ["windows/amd64"] };
        _source.Facts["d4"] = new ArtifactFacts { Platforms = ["linux/amd64", "windows/amd64"] };

        var items = await PlanAsync(
            Plans.To("edge", _edge),
            new RuleFilter { Type = FilterType.Tag, Latest = new LatestTags { Count = 2 } },
            new RuleFilter { Type = FilterType.Resource, Platforms = ["linux/amd64"] });

        Assert.Equal(["1.1", "1.3"], items.OfType<RepositoryPlan>().Single().Work.Select(a => a.Tag).Order());
        Assert.Equal(
            [
                ("1.0", "spec.filters[0]: tag matches the latest 2 by Semver"),
                ("1.2", "spec.filters[1]: resource matches platforms linux/amd64, and the index has windows/amd64"),
                ("1.4", "spec.filters[1]: resource matches platforms linux/amd64, and the index has windows/amd64"),
            ],
            items.OfType<FilteredArtifact>().Select(f => (f.Tag, f.Filter)).Order());
        Assert.Equal(["d2", "d3", "d4", "d5"], _source.Inspected.Order());
    }

    [Fact]
    public async Task PlanAsync_RegexTakesTooLong_TheRepositoryFailsAndSaysWhichFilter()
    {
        var text = new string('a', 20_000_000);
        _source.With("app", $"{text}@d1");
        Assert.True(RuleFilters.TryCompile([new RuleFilter { Type = FilterType.Tag, Regex = "(a|b)*c" }], TimeSpan.FromTicks(1), out var filters, out _));

        var items = await new Planner().PlanAsync(Plans.Request(_source, [Plans.To("edge", _edge)]) with { Filters = filters }, CancellationToken.None).ToListAsync();

        var failure = Assert.IsType<FilterTimeoutException>(Assert.IsType<RepositoryFailure>(Assert.Single(items)).Error);
        Assert.StartsWith("spec.filters[0]: tag matches regex (a|b)*c took more than 0 s for 'aaa", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlanAsync_Explained_EachThingThatIsLeftOutNamesItsFilter()
    {
        _source.With("app", "1.0@d1", "1.1@d2", "2.0-rc1@d3").With("other", "1.0@d4");

        var items = await PlanAsync(
            Plans.To("edge", _edge),
            new RuleFilter { Type = FilterType.Name, Value = "a*" },
            new RuleFilter { Type = FilterType.Tag, Value = "*-rc*", Decoration = FilterDecoration.Excludes },
            new RuleFilter { Type = FilterType.Tag, Latest = new LatestTags { Count = 1 } });

        Assert.Equal(
            [
                ("app", "1.0", "spec.filters[2]: tag matches the latest 1 by Semver"), ("app", "2.0-rc1", "spec.filters[1]: tag excludes *-rc*"),
                ("other", null, "spec.filters[0]: name matches a*"),
            ],
            items.OfType<FilteredArtifact>().Select(f => (f.SourceRepository, f.Tag, f.Filter)).Order());
    }

    [Fact]
    public async Task PlanAsync_TwoRepositoriesGetOneName_TheSecondIsRefusedAndTheFirstGoes()
    {
        _source.With("team-a/app", "1@d1").With("team-b/app", "1@d2");

        var items = await PlanAsync(Plans.To("edge", _edge, "mirror", "All"));

        Assert.Equal("team-a/app", items.OfType<RepositoryPlan>().Single().SourceRepository);
        var failure = items.OfType<RepositoryFailure>().Single();
        Assert.Equal(("team-b/app", "edge", ConditionReasons.DestinationConflict), (failure.SourceRepository, failure.Endpoint, ((PlanException)failure.Error).Reason));
    }

    [Fact]
    public async Task PlanAsync_FromAToBAndBack_EndsByEqualDigests()
    {
        _source.With("app", "1@d1");
        _edge.With("app", "1@d1");

        var there = await PlanAsync(Plans.To("edge", _edge));
        var back = await new Planner().PlanAsync(Plans.Request(_edge, [Plans.To("source", _source)]), CancellationToken.None).ToListAsync();

        Assert.All(there.Concat(back).Cast<RepositoryPlan>(), plan => Assert.Equal((0, 1), (plan.Work.Count, plan.UpToDate)));
    }

    private Task<List<PlanItem>> PlanAsync(PlanDestination destination, params RuleFilter[] filters) =>
        new Planner().PlanAsync(Plans.Request(_source, [destination], filters) with { Explain = true }, CancellationToken.None).ToListAsync().AsTask();
}
