using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Replication.Planning;
using Transship.Replication.Rules;

namespace Transship.Replication.Tests.Planning;

public sealed class DeletionPlannerTests
{
    private static readonly string Subject = new('a', 64);

    private readonly ScriptedRegistry _source = new();
    private readonly ScriptedRegistry _edge = new();

    [Fact]
    public async Task PlanAsync_Prune_OnlyWhatTheFiltersMatchAndTheSourceHasNotGoes()
    {
        _source.With("app", "v1@d1", "dev@d9");
        _edge.With("mirror/app", "v1@d1", "v2@d2", "test@d3", $"sha256-{Subject}.sig@d4").With("elsewhere/app", "v9@d5");

        var plan = Assert.Single(await PruneAsync(Plans.To("edge", _edge, "mirror"), Tag("v*")));

        Assert.Equal(("app", "mirror/app", 2), (plan.SourceRepository, plan.DestinationRepository, plan.InScope));
        Assert.Equal(["v2@d2"], plan.Work.Select(a => $"{a.Tag}@{a.Digest}"));
    }

    [Fact]
    public async Task PlanAsync_PruneARepositoryThatIsGone_ItsTagsGo()
    {
        _source.With("kept", "1@d1");
        _edge.With("mirror/kept", "1@d1").With("mirror/gone", "1@d2", "2@d3").With("gone", "1@d4");

        var plans = await PruneAsync(Plans.To("edge", _edge, "mirror"));

        Assert.Equal(["mirror/gone:1", "mirror/gone:2"], plans.SelectMany(p => p.Work.Select(a => $"{p.DestinationRepository}:{a.Tag}")));
    }

    [Fact]
    public async Task PlanAsync_PruneSpecificTags_TheSourceIsAskedForEach()
    {
        _source.With("app", "1@d1");
        _edge.With("app", "1@d1", "2@d2", "3@d3");

        var plan = Assert.Single(await PruneAsync(Plans.To("edge", _edge), Tag("{1,2}"), new RuleFilter { Type = FilterType.Name, Value = "app" }));

        Assert.Equal(["2"], plan.Work.Select(a => a.Tag));
    }

    [Fact]
    public async Task PlanAsync_PruneTagThatLatestLeavesOut_StaysBecauseTheSourceHasIt()
    {
        _source.With("app", "1.0@d1", "2.0@d2");
        _edge.With("app", "0.9@d0", "1.0@d1", "2.0@d2");

        var plan = Assert.Single(await PruneAsync(Plans.To("edge", _edge), new RuleFilter { Type = FilterType.Tag, Latest = new LatestTags { Count = 1 } }));

        Assert.Equal(["0.9"], plan.Work.Select(a => a.Tag));
    }

    [Fact]
    public async Task PlanAsync_PruneAndTheSourceFailsWhenAsked_FailsTheRepositoryAndRemovesNothing()
    {
        _source.With("app", "1@d1");
        _edge.With("app", "1@d1", "2@d2");
        _source.DigestErrors["app:2"] = new InvalidOperationException("later");

        var items = await PlanAsync(Request([Plans.To("edge", _edge)]) with { Deletions = PlanDeletions.Gone });

        Assert.Empty(items.OfType<DeletionPlan>().SelectMany(p => p.Work));
        Assert.Equal("later", items.OfType<RepositoryFailure>().Single().Error.Message);
    }

    [Fact]
    public async Task PlanAsync_DeletedTag_OnlyWhenTheFiltersMatchIt()
    {
        _edge.With("app", "v1@d1", "dev@d2");

        var plans = await NamedAsync([Deleted("app", "v1"), Deleted("app", "dev"), Deleted("other", "v1")], Tag("v*"), new RuleFilter { Type = FilterType.Name, Value = "app" });

        Assert.Equal(["app:v1"], plans.SelectMany(p => p.Work.Select(a => $"{p.DestinationRepository}:{a.Tag}")));
    }

    [Fact]
    public async Task PlanAsync_DeletedTagThatIsBack_Stays()
    {
        _source.With("app", "v1@d7");
        _edge.With("app", "v1@d1");

        Assert.Empty((await NamedAsync([Deleted("app", "v1")])).SelectMany(p => p.Work));
    }

    [Fact]
    public async Task PlanAsync_DeletedDigest_TheTagsThatStandForItAtTheDestinationGo()
    {
        _source.With("app", "v2@d2");
        _edge.With("app", "v1@d1", "stable@d1", "v2@d2", "dev@d1");

        var plans = await NamedAsync([new ExecutionResource { Repository = "app", Digest = "d1", Deleted = true }], Tag("{v*,stable}"));

        Assert.Equal(["stable", "v1"], plans.SelectMany(p => p.Work).Select(a => a.Tag).Order());
    }

    [Fact]
    public async Task PlanAsync_DeletedDigest_TheDestinationIsAskedForManyTagsAtATimeWithinTheLimit()
    {
        const int Limit = 4;
        _edge.With("app", [.. Enumerable.Range(0, 20).Select(i => $"v{i}@d1")]);
        var waiting = 0;
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _edge.OnResolve = () =>
        {
            if (Interlocked.Increment(ref waiting) == Limit)
            {
                full.TrySetResult();
            }

            return full.Task;
        };
        var deleted = new ExecutionResource { Repository = "app", Digest = "d1", Deleted = true };
        var request = Request([Plans.To("edge", _edge)]) with { Concurrency = Limit, Deletions = PlanDeletions.Named, Scope = PlanScope.Of([deleted]) };

        var plans = await PlanAsync(request).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(20, plans.OfType<DeletionPlan>().SelectMany(p => p.Work).Count(a => a.Tag is not null));
        Assert.Equal(Limit, _edge.MostActive);
    }

    [Fact]
    public async Task PlanAsync_PruneManyRepositoriesThatAreGone_TheirTagsAreAskedForAtTheSameTime()
    {
        const int Repositories = 4;
        for (var i = 0; i < Repositories; i++)
        {
            _edge.With($"gone{i}", "1@d1");
        }

        var waiting = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _edge.OnResolve = () =>
        {
            if (Interlocked.Increment(ref waiting) == Repositories)
            {
                all.TrySetResult();
            }

            return all.Task;
        };

        var plans = await PruneAsync(Plans.To("edge", _edge)).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(["gone0", "gone1", "gone2", "gone3"], plans.Where(p => p.Work.Count == 1).Select(p => p.DestinationRepository).Order());
    }

    [Fact]
    public async Task PlanAsync_DeletedDigestAndTheDestinationFailsWhenAsked_FailsTheRepository()
    {
        _source.With("app", "v2@d2");
        _edge.With("app", "v1@d1");
        _edge.DigestErrors["app:v1"] = new InvalidOperationException("later");

        var deleted = new ExecutionResource { Repository = "app", Digest = "d1", Deleted = true };
        var items = await PlanAsync(Request([Plans.To("edge", _edge)]) with { Deletions = PlanDeletions.Named, Scope = PlanScope.Of([deleted]) });

        Assert.Equal("later", items.OfType<RepositoryFailure>().Single().Error.Message);
    }

    [Fact]
    public async Task PlanAsync_DeletedRepository_AllThatTheFiltersMatchGoes()
    {
        _edge.With("app", "v1@d1", "dev@d2");

        Assert.Equal(["v1"], (await NamedAsync([new ExecutionResource { Repository = "app", Deleted = true }], Tag("v*"))).SelectMany(p => p.Work).Select(a => a.Tag));
    }

    [Fact]
    public async Task PlanAsync_DeletionsAreNotReplicated_PlansNone()
    {
        _edge.With("app", "v1@d1");

        Assert.Empty(await PlanAsync(Request([Plans.To("edge", _edge)]) with { Scope = PlanScope.Of([Deleted("app", "v1")]) }));
    }

    [Theory]
    [InlineData(10, 2, 20, true)]
    [InlineData(10, 3, 20, false)]
    [InlineData(3, 3, 100, true)]
    [InlineData(1, 0, 20, true)]
    public void Decide_Share_IsWhatTheRuleAllows(int inScope, int gone, int percent, bool allowed)
    {
        var limit = new PruneLimit(percent);
        limit.Add(new DeletionPlan("app", "edge", "app", [.. Enumerable.Range(0, gone).Select(i => new Transship.Api.Tasks.TaskArtifact { Tag = $"{i}", Digest = "d" })], inScope));

        var items = limit.Decide().ToList();

        Assert.Equal(allowed ? 0 : 1, items.OfType<RepositoryFailure>().Count());
        Assert.Equal(allowed ? gone : 0, items.OfType<DeletionPlan>().Sum(p => p.Work.Count));
    }

    [Fact]
    public void Decide_TooMuchAtOneDestination_TheOtherIsServedAndTheFailureTellsTheWay()
    {
        var limit = new PruneLimit(20);
        limit.Add(new DeletionPlan("app", "full", "app", [new Transship.Api.Tasks.TaskArtifact { Tag = "1", Digest = "d" }], 100));
        limit.Add(new DeletionPlan("app", "small", "app", [new Transship.Api.Tasks.TaskArtifact { Tag = "1", Digest = "d" }], 2));

        var items = limit.Decide().ToList();

        Assert.Equal("full", items.OfType<DeletionPlan>().Single().Endpoint);
        Assert.Contains("1 of 2 tags at small are gone at the source, more than the 20 %", items.OfType<RepositoryFailure>().Single().Error.Message, StringComparison.Ordinal);
    }

    private static ExecutionResource Deleted(string repository, string tag) => new() { Repository = repository, Tag = tag, Deleted = true };

    private static RuleFilter Tag(string value) => new() { Type = FilterType.Tag, Value = value };

    private PlanRequest Request(PlanDestination[] destinations, params RuleFilter[] filters) => Plans.Request(_source, destinations, filters);

    [Fact]
    public async Task PlanAsync_PruneWhatAnotherRuleBringsThere_StaysAndSaysWhy()
    {
        _source.With("app", "v1@d1");
        _edge.With("mirror/app", "v1@d1", "v2@d2", "w1@d3");
        var destination = Plans.To("edge", _edge, "mirror");
        var others = Request([destination], Tag("w*"));
        var request = Request([destination]) with
        {
            Deletions = PlanDeletions.Gone,
            Others = new OtherRules("source", new Dictionary<string, string> { ["edge"] = "registry" }, [new ReplicationPath("of-w", "hub", "registry", others.Filters, destination.Mapping)]),
        };

        var items = await PlanAsync(request);

        Assert.Equal(["v2"], items.OfType<DeletionPlan>().SelectMany(plan => plan.Work).Select(artifact => artifact.Tag));
        Assert.Equal(
            new FilteredArtifact("mirror/app", "w1", "gone from app at the source, but stays at edge: rule of-w brings it there as well"), items.OfType<FilteredArtifact>().Single());
    }

    private async Task<List<DeletionPlan>> PruneAsync(PlanDestination destination, params RuleFilter[] filters)
    {
        var items = await PlanAsync(Request([destination], filters) with { Deletions = PlanDeletions.Gone });
        Assert.Empty(items.OfType<RepositoryFailure>().Select(f => f.Error.Message));
        return [.. items.OfType<DeletionPlan>()];
    }

    private async Task<List<DeletionPlan>> NamedAsync(ExecutionResource[] resources, params RuleFilter[] filters) =>
        [.. (await PlanAsync(Request([Plans.To("edge", _edge)], filters) with { Deletions = PlanDeletions.Named, Scope = PlanScope.Of(resources) })).Cast<DeletionPlan>()];

    private static Task<List<PlanItem>> PlanAsync(PlanRequest request) => new Planner().PlanAsync(request, CancellationToken.None).ToListAsync().AsTask();
}
