using System.Runtime.CompilerServices;
using Transship.Api;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Models;
using Transship.Replication.Destinations;
using Transship.Replication.Filters;
using Transship.Replication.Planning;

namespace Transship.Replication.Tests.Planning;

public sealed class PlannerTests
{
    private readonly ScriptedRegistry _source = new();
    private readonly ScriptedRegistry _edge = new();
    private readonly ScriptedRegistry _backup = new();

    [Fact]
    public async Task PlanAsync_NewMovedAndEqualTags_WorkForTheFirstTwo()
    {
        _source.With("library/app", "new@d1", "moved@d2", "same@d3");
        _edge.With("mirror/library/app", "moved@old", "same@d3");

        var plan = Assert.IsType<RepositoryPlan>(Assert.Single(await PlanAsync([To("edge", _edge, "mirror")])));

        Assert.Equal(("library/app", "edge", "mirror/library/app", 0), (plan.SourceRepository, plan.Endpoint, plan.DestinationRepository, plan.Chunk));
        Assert.Equal(["moved@d2", "new@d1"], plan.Work.Select(artifact => $"{artifact.Tag}@{artifact.Digest}"));
        Assert.Equal((1, 0), (plan.UpToDate, plan.Refused));
    }

    [Fact]
    public async Task PlanAsync_NoOverride_MovedTagsAreRefusedAndNewOnesGo()
    {
        _source.With("app", "new@d1", "moved@d2", "same@d3");
        _edge.With("app", "moved@old", "same@d3");

        var plan = Assert.IsType<RepositoryPlan>(Assert.Single(await PlanAsync([To("edge", _edge)], @override: false)));

        Assert.Equal("new", Assert.Single(plan.Work).Tag);
        Assert.Equal((1, 1), (plan.UpToDate, plan.Refused));
    }

    [Theory]
    [InlineData(true, ArtifactDecision.Move)]
    [InlineData(false, ArtifactDecision.Refuse)]
    public async Task PlanAsync_EachTag_TellsWhatAndWhy(bool @override, ArtifactDecision moved)
    {
        _source.With("app", "new@d1", "moved@d2", "same@d3");
        _edge.With("app", "moved@old", "same@d3");

        var plan = Assert.IsType<RepositoryPlan>(Assert.Single(await PlanAsync([To("edge", _edge)], @override: @override)));

        Assert.Equal(
            [("moved", true, moved), ("new", false, ArtifactDecision.Copy), ("same", true, ArtifactDecision.UpToDate)],
            plan.Artifacts.Select(a => (a.Tag, a.Found is not null, a.Decision)));
    }

    [Fact]
    public async Task PlanAsync_SourceNamesContent_ManifestsMadeOfItAreUpToDate()
    {
        _source.With("app", "new@archive1", "moved@archive2", "same@archive3");
        _source.NamesContent = true;
        _edge.With("app", "moved@manifest2", "same@manifest3");
        _edge.Layers["manifest2"] = "old";
        _edge.Layers["manifest3"] = "archive3";

        var plan = Assert.IsType<RepositoryPlan>(Assert.Single(await PlanAsync([To("edge", _edge)])));

        Assert.Equal(["moved@archive2", "new@archive1"], plan.Work.Select(artifact => $"{artifact.Tag}@{artifact.Digest}"));
        Assert.Equal(1, plan.UpToDate);
    }

    [Fact]
    public async Task PlanAsync_EverythingEqual_NoWork()
    {
        _source.With("app", "1@d1", "2@d2");
        _edge.With("app", "1@d1", "2@d2");

        var plan = Assert.IsType<RepositoryPlan>(Assert.Single(await PlanAsync([To("edge", _edge)])));

        Assert.Empty(plan.Work);
        Assert.Equal(2, plan.UpToDate);
    }

    [Fact]
    public async Task PlanAsync_TwoDestinations_SourceIsAskedOnceForEachTag()
    {
        _source.With("app", "1@d1", "2@d2", "3@d3");
        _backup.With("app", "1@d1");

        var plans = (await PlanAsync([To("edge", _edge), To("backup", _backup)])).Cast<RepositoryPlan>().ToDictionary(plan => plan.Endpoint);

        Assert.Equal(["app:1", "app:2", "app:3"], _source.Resolved.Order());
        Assert.Equal((3, 0), (plans["edge"].Work.Count, plans["edge"].UpToDate));
        Assert.Equal((2, 1), (plans["backup"].Work.Count, plans["backup"].UpToDate));
    }

    [Fact]
    public async Task PlanAsync_DigestTagsOfSignatures_AreTagsLikeOthers()
    {
        _source.With("app", "1@d1", "sha256-0a.sig@d2", "sha256-0a.att@d3", "sha256-0a.sbom@d4");

        var plan = Assert.IsType<RepositoryPlan>(Assert.Single(await PlanAsync([To("edge", _edge)])));

        Assert.Equal(4, plan.Work.Count);
    }

    [Fact]
    public async Task PlanAsync_Filters_OnlyWhatPassesIsAskedFor()
    {
        _source.With("library/app", "v1@d1", "v2-rc1@d2", "dev@d3").With("other/app", "v1@d4");

        var items = await PlanAsync([To("edge", _edge)], filters: [Filter(FilterType.Name, "library/**"), Filter(FilterType.Tag, "v*"), Filter(FilterType.Tag, "*-rc*", FilterDecoration.Excludes)]);

        Assert.Equal("v1", Assert.Single(Assert.IsType<RepositoryPlan>(Assert.Single(items)).Work).Tag);
        Assert.Equal(["library/app"], _source.TagListings);
        Assert.Equal(["library/app:v1"], _source.Resolved);
    }

    [Fact]
    public async Task PlanAsync_Latest_NewestOfWhatPassesTheOtherFiltersInEachRepository()
    {
        _source.With("a", "1.9@d1", "1.10@d2", "1.8@d3", "2.0-rc1@d4", "latest@d5").With("b", "0.1@d6");

        var items = await PlanAsync(
            [To("edge", _edge)],
            filters: [Filter(FilterType.Tag, "*-rc*", FilterDecoration.Excludes), new RuleFilter { Type = FilterType.Tag, Latest = new LatestTags { Count = 2 } }]);

        Assert.Equal(["a:1.10", "a:1.9", "b:0.1"], items.Cast<RepositoryPlan>().OrderBy(plan => plan.SourceRepository).SelectMany(plan => plan.Work.Select(artifact => $"{plan.SourceRepository}:{artifact.Tag}")));
        Assert.Equal(3, _source.Resolved.Count);
    }

    [Fact]
    public async Task PlanAsync_SpecificPathAndTags_NothingIsListed()
    {
        _source.With("library/app", "v1@d1").With("library/tool", "v1@d2");

        var items = await PlanAsync([To("edge", _edge)], filters: [Filter(FilterType.Name, "library/{app,tool}"), Filter(FilterType.Tag, "{v1,v9}")]);

        Assert.Equal(2, items.Cast<RepositoryPlan>().Sum(plan => plan.Work.Count));
        Assert.Equal(0, _source.CatalogListings);
        Assert.Empty(_source.TagListings);
        Assert.Equal(4, _source.Resolved.Count);
    }

    [Fact]
    public async Task PlanAsync_TagThatWentAwaySinceTheListing_IsNoArtifact()
    {
        _source.With("app", "1@d1");

        var plan = Assert.IsType<RepositoryPlan>(Assert.Single(await PlanAsync([To("edge", _edge)], filters: [Filter(FilterType.Tag, "{1,gone}")])));

        Assert.Equal("1", Assert.Single(plan.Work).Tag);
        Assert.Equal((0, 0), (plan.UpToDate, plan.Refused));
    }

    [Fact]
    public async Task PlanAsync_OneListingFails_TheOtherRepositoriesGoOn()
    {
        _source.With("a", "1@d1").With("b", "1@d2").With("c", "1@d3");
        _source.ListingErrors["b"] = new HttpRequestException("503");

        var items = await PlanAsync([To("edge", _edge), To("backup", _backup)]);

        var failure = Assert.Single(items.OfType<RepositoryFailure>());
        Assert.Equal(("b", null, null, 2), (failure.SourceRepository, failure.Endpoint, failure.Tag, failure.Artifacts));
        Assert.Same(_source.ListingErrors["b"], failure.Error);
        Assert.Equal(["a", "a", "c", "c"], items.OfType<RepositoryPlan>().Where(plan => plan.Work.Count > 0).Select(plan => plan.SourceRepository).Order());
    }

    [Fact]
    public async Task PlanAsync_OneTagFailsAtTheSource_TheOtherTagsGoOn()
    {
        _source.With("app", "1@d1", "2@d2", "3@d3");
        _source.DigestErrors["app:2"] = new HttpRequestException("500");

        var items = await PlanAsync([To("edge", _edge), To("backup", _backup)]);

        var failure = Assert.Single(items.OfType<RepositoryFailure>());
        Assert.Equal((null, "2", 2), (failure.Endpoint, failure.Tag, failure.Artifacts));
        Assert.All(items.OfType<RepositoryPlan>(), plan => Assert.Equal(["1", "3"], plan.Work.Select(artifact => artifact.Tag)));
    }

    [Fact]
    public async Task PlanAsync_OneTagFailsAtOneDestination_TheOtherDestinationGetsIt()
    {
        _source.With("app", "1@d1", "2@d2");
        _edge.DigestErrors["app:2"] = new HttpRequestException("500");

        var items = await PlanAsync([To("edge", _edge), To("backup", _backup)]);

        var failure = Assert.Single(items.OfType<RepositoryFailure>());
        Assert.Equal(("edge", "2", 1), (failure.Endpoint, failure.Tag, failure.Artifacts));
        var plans = items.OfType<RepositoryPlan>().ToDictionary(plan => plan.Endpoint, plan => plan.Work.Count);
        Assert.Equal((1, 2), (plans["edge"], plans["backup"]));
    }

    [Fact]
    public async Task PlanAsync_SourceRefusesAWholeStretch_TheNextIsNotTried()
    {
        _source.With("app", [.. Enumerable.Range(0, 2500).Select(i => $"t{i:0000}@d{i}")]);
        for (var i = 0; i < 1000; i++)
        {
            _source.DigestErrors[$"app:t{i:0000}"] = new HttpRequestException("403");
        }

        var items = await PlanAsync([To("edge", _edge)]);

        Assert.Equal(1000, Assert.Single(items.OfType<RepositoryFailure>()).Artifacts);
        Assert.Equal(1000, _source.Resolved.Count);
    }

    [Fact]
    public async Task PlanAsync_ImpossibleMapping_FailsThatRepositoryAtThatDestination()
    {
        _source.With("app", "1@d1").With("library/app", "1@d2");

        var items = await PlanAsync([To("edge", _edge, "mirror", flatten: "1"), To("backup", _backup)]);

        var failure = Assert.Single(items.OfType<RepositoryFailure>());
        Assert.Equal(("app", "edge", ConditionReasons.InvalidSpec), (failure.SourceRepository, failure.Endpoint, Assert.IsType<PlanException>(failure.Error).Reason));
        Assert.Equal(["app", "library/app", "mirror/app"], items.OfType<RepositoryPlan>().Select(plan => plan.DestinationRepository).Order());
    }

    [Theory]
    [InlineData(true, "**", null, 1)]
    [InlineData(false, "**", null, 0)]
    [InlineData(true, "library/**", null, 0)]
    [InlineData(true, "**", "All", 0)]
    public async Task PlanAsync_IntoItsOwnSource_WhatWouldBeReplicatedAgainIsRefused(bool isSource, string name, string? flatten, int failures)
    {
        _source.With("library/app", "1@d1");

        var items = await PlanAsync([To("hub", _source, "mirror", flatten) with { IsSource = isSource }], [Filter(FilterType.Name, name)]);

        Assert.Equal(failures, items.OfType<RepositoryFailure>().Count(failure => failure.Error is PlanException { Reason: ConditionReasons.InvalidSpec }));
        Assert.Equal(1 - failures, items.OfType<RepositoryPlan>().Count());
    }

    [Fact]
    public async Task PlanAsync_NoMappingAtAll_TagsAreNotListed()
    {
        _source.With("app", "1@d1");

        Assert.IsType<RepositoryFailure>(Assert.Single(await PlanAsync([To("edge", _edge, "mirror", flatten: "1")])));
        Assert.Empty(_source.TagListings);
    }

    [Fact]
    public async Task PlanAsync_CatalogFails_Throws()
    {
        _source.With("app", "1@d1");
        _source.CatalogError = new HttpRequestException("catalog");

        Assert.Same(_source.CatalogError, await Assert.ThrowsAsync<HttpRequestException>(() => PlanAsync([To("edge", _edge)])));
    }

    [Fact]
    public async Task PlanAsync_LargeRepository_IsCutWhereverTheWorkLies()
    {
        var tags = Enumerable.Range(0, 2500).Select(i => $"t{i:0000}@d{i}").ToArray();
        _source.With("app", tags);
        _edge.With("app", tags[500..1500]);

        var plans = (await PlanAsync([To("edge", _edge)])).Cast<RepositoryPlan>().OrderBy(plan => plan.Chunk).ToList();

        Assert.Equal([(0, 500, 500), (1, 500, 500), (2, 500, 0)], plans.Select(plan => (plan.Chunk, plan.Work.Count, (int)plan.UpToDate)));
        Assert.Equal(["t0000", "t1500", "t2000"], plans.Select(plan => plan.Work[0].Tag));
        Assert.All(plans, plan => Assert.Equal(plan.Work.Select(artifact => artifact.Tag).Order(StringComparer.Ordinal), plan.Work.Select(artifact => artifact.Tag)));
        Assert.All(plans, plan => Assert.True(plan.Work.Count <= ReplicationTaskSpec.MaxArtifacts));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task PlanAsync_Concurrency_BoundsAndUsesRequests(int concurrency)
    {
        for (var i = 0; i < 20; i++)
        {
            _source.With($"app{i}", "1@d1", "2@d2", "3@d3");
        }

        var waiting = 0;
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _source.OnResolve = () =>
        {
            if (Interlocked.Increment(ref waiting) == concurrency)
            {
                full.TrySetResult();
            }

            return full.Task;
        };

        await PlanAsync([To("edge", _edge)], concurrency: concurrency).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(concurrency, _source.MostActive);
        Assert.Equal(60, _source.Resolved.Count);
    }

    [Fact]
    public async Task PlanAsync_ReaderLeavesEarly_PlanningEnds()
    {
        for (var i = 0; i < 1000; i++)
        {
            _source.With($"app{i:0000}", "1@d1");
        }

        await foreach (var item in new Planner().PlanAsync(Request([To("edge", _edge)]), CancellationToken.None))
        {
            Assert.NotNull(item);
            break;
        }

        Assert.InRange(_source.TagListings.Count, 1, 100);
    }

    [Fact]
    public async Task PlanAsync_Cancelled_ThrowsAndIsNoFailureOfARepository()
    {
        _source.With("app", "1@d1");
        using var stop = new CancellationTokenSource();
        _source.OnResolve = async () =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PlanAsync([To("edge", _edge)], cancellationToken: stop.Token));
    }

    [Fact]
    public async Task PlanAsync_SlowReader_TheSourceIsNotReadAhead()
    {
        var view = new EndlessRegistry();
        await using var items = new Planner(2).PlanAsync(Request([To("edge", _edge)], source: view), CancellationToken.None).GetAsyncEnumerator();

        for (var i = 0; i < 50; i++)
        {
            Assert.True(await items.MoveNextAsync());
        }

        Assert.InRange(view.Repositories, 50, 60);
    }

    private Task<List<PlanItem>> PlanAsync(
        PlanDestination[] destinations,
        RuleFilter[]? filters = null,
        bool @override = true,
        int concurrency = 16,
        CancellationToken cancellationToken = default) =>
        new Planner().PlanAsync(Request(destinations, filters, @override, concurrency), cancellationToken).ToListAsync(cancellationToken).AsTask();

    private PlanRequest Request(PlanDestination[] destinations, RuleFilter[]? filters = null, bool @override = true, int concurrency = 16, IRegistryView? source = null)
    {
        Assert.True(RuleFilters.TryCompile(filters, out var compiled, out _));
        return new PlanRequest(compiled, source ?? _source, destinations, @override, concurrency);
    }

    private static PlanDestination To(string endpoint, IRegistryView view, string? @namespace = null, string? flatten = null)
    {
        var destination = new RuleDestination
        {
            EndpointRef = new LocalReference { Name = endpoint },
            Namespace = @namespace,
            Flatten = flatten is null ? null : new IntOrString(flatten),
        };
        Assert.True(DestinationMapping.TryCreate(destination, out var mapping, out _));
        return new PlanDestination(endpoint, mapping, view);
    }

    private static RuleFilter Filter(FilterType type, string value, FilterDecoration decoration = FilterDecoration.Matches) =>
        new() { Type = type, Value = value, Decoration = decoration };

    private sealed class EndlessRegistry : IRegistryView
    {
        public int Repositories { get; private set; }

        public async IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            while (true)
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                yield return $"app{Repositories++}";
            }
        }

        public IAsyncEnumerable<string> ListTagsAsync(string repository, CancellationToken cancellationToken) => new[] { "1" }.ToAsyncEnumerable();

        public Task<string?> ResolveDigestAsync(string repository, string reference, CancellationToken cancellationToken) => Task.FromResult<string?>("d");

        public IAsyncEnumerable<ListedTag>? ListArtifacts(string repository, CancellationToken cancellationToken) => null;

        public Task<ArtifactFacts?> InspectAsync(string repository, string digest, FactKinds needs, CancellationToken cancellationToken) =>
            Task.FromResult<ArtifactFacts?>(null);

        public Task<string?> ResolveSubjectAsync(string repository, string digest, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }
}
