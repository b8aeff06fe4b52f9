using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Replication.Destinations;
using Transship.Replication.Filters;
using Transship.Replication.Planning;

namespace Transship.Replication.Tests.Planning;

/// <summary>Plans that are narrowed to what events named.</summary>
public sealed class PlanScopeTests
{
    private static readonly string Image = $"sha256:{new string('a', 64)}";
    private static readonly string Signature = $"sha256-{new string('a', 64)}.sig";
    private static readonly RuleFilter Versions = new() { Type = FilterType.Tag, Value = "v*" };

    private readonly ScriptedRegistry _source = new();
    private readonly ScriptedRegistry _edge = new();

    [Fact]
    public async Task PlanAsync_OneTagNamed_PlansItAloneAndListsNothing()
    {
        _source.With("app", "v1@d1", "v2@d2").With("other", "v1@d3");

        var plan = Assert.IsType<RepositoryPlan>(Assert.Single(await PlanAsync([new ExecutionResource { Repository = "app", Tag = "v2", Digest = "told" }])));

        Assert.Equal(["v2@d2"], plan.Work.Select(artifact => $"{artifact.Tag}@{artifact.Digest}"));
        Assert.Equal((0, 0), (_source.CatalogListings, _source.TagListings.Count));
    }

    [Fact]
    public async Task PlanAsync_FiltersDoNotMatch_PlansNothing()
    {
        _source.With("app", "dev@d1").With("lab/app", "v1@d2");

        Assert.Empty(await PlanAsync(
            [new ExecutionResource { Repository = "app", Tag = "dev" }, new ExecutionResource { Repository = "lab/app", Tag = "v1" }],
            Versions, new RuleFilter { Type = FilterType.Name, Value = "*" }));
    }

    [Fact]
    public async Task PlanAsync_WholeRepositoryNamed_PlansAllThatMatches()
    {
        _source.With("app", "dev@d0", "v1@d1", "v2@d2").With("other", "v1@d3");

        var plan = Assert.IsType<RepositoryPlan>(Assert.Single(await PlanAsync([new ExecutionResource { Repository = "app" }], Versions)));

        Assert.Equal(["v1", "v2"], plan.Work.Select(artifact => artifact.Tag));
    }

    [Fact]
    public async Task PlanAsync_TheDestinationHasTheDigest_EndsTheLoop()
    {
        _source.With("app", "v1@d1");
        _edge.With("app", "v1@d1");

        var plan = Assert.IsType<RepositoryPlan>(Assert.Single(await PlanAsync([new ExecutionResource { Repository = "app", Tag = "v1" }])));

        Assert.Equal((0, 1), (plan.Work.Count, plan.UpToDate));
    }

    [Fact]
    public async Task PlanAsync_NamedTagIsGoneOrWasDeleted_PlansNothing()
    {
        _source.With("app", "v2@d2");

        var items = await PlanAsync([new ExecutionResource { Repository = "app", Tag = "v1" }, new ExecutionResource { Repository = "app", Tag = "v2", Deleted = true }]);

        Assert.All(items.Cast<RepositoryPlan>(), plan => Assert.Empty(plan.Work));
    }

    [Fact]
    public async Task PlanAsync_OnlyDeletions_DoesNotPlanEverything()
    {
        _source.With("app", "v1@d1");

        Assert.Empty(await PlanAsync([new ExecutionResource { Repository = "app", Tag = "v1", Deleted = true }]));
    }

    [Fact]
    public async Task PlanAsync_NewestOnly_AnOlderTagThatWasPushedAgainIsNotReplicated()
    {
        _source.With("app", "v1@d1", "v2@d2", "v3@d3");
        var latest = new RuleFilter { Type = FilterType.Tag, Latest = new LatestTags { Count = 2 } };

        var plan = Assert.IsType<RepositoryPlan>(Assert.Single(await PlanAsync(
            [new ExecutionResource { Repository = "app", Tag = "v1" }, new ExecutionResource { Repository = "app", Tag = "v3" }], latest)));

        Assert.Equal(["v3"], plan.Work.Select(artifact => artifact.Tag));
    }

    [Fact]
    public async Task PlanAsync_PushedWithoutTag_IsReplicatedByItsDigest()
    {
        _source.With("app", $"{Image}@{Image}");

        var artifact = Assert.Single(Assert.IsType<RepositoryPlan>(Assert.Single(await PlanAsync([new ExecutionResource { Repository = "app", Digest = Image }]))).Work);

        Assert.Equal((null, Image), (artifact.Tag, artifact.Digest));
    }

    // Harbor matches a signature by its own tag, so a tag filter like v* drops it.
    [Fact]
    public async Task PlanAsync_SignatureOfAnImageAtTheDestination_TravelsAlthoughNoFilterMeansIt()
    {
        _source.With("app", $"v1@{Image}", $"{Signature}@d9");
        _edge.With("app", $"v1@{Image}", $"{Image}@{Image}");

        var plan = Assert.IsType<RepositoryPlan>(Assert.Single(await PlanAsync([new ExecutionResource { Repository = "app", Tag = Signature }], Versions)));

        Assert.Equal([Signature], plan.Work.Select(artifact => artifact.Tag));
        Assert.Empty(_source.TagListings);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PlanAsync_SignatureOfAnImageThatIsNotYetThere_TravelsWithIt(bool together)
    {
        _source.With("app", $"v1@{Image}", $"{Signature}@d9");
        var signature = new ExecutionResource { Repository = "app", Tag = Signature };
        var image = new ExecutionResource { Repository = "app", Tag = "v1", Digest = Image };

        var plan = Assert.IsType<RepositoryPlan>(Assert.Single(await PlanAsync(together ? [signature, image] : [signature], Versions)));

        Assert.Contains(Signature, plan.Work.Select(artifact => artifact.Tag));
        Assert.Equal(together ? 2 : 1, plan.Work.Count);
    }

    [Fact]
    public async Task PlanAsync_SignatureOfAnImageThatTheFiltersLeaveOut_StaysBehind()
    {
        _source.With("app", $"dev@{Image}", $"{Signature}@d9");

        Assert.Empty(await PlanAsync([new ExecutionResource { Repository = "app", Tag = Signature }], Versions));
    }

    [Fact]
    public async Task PlanAsync_ReferrerPushedByDigest_TravelsWithItsSubject()
    {
        var (referrer, child) = ($"sha256:{new string('b', 64)}", $"sha256:{new string('c', 64)}");
        _source.With("app", $"v1@{Image}", $"{referrer}@{referrer}", $"{child}@{child}");
        _source.Subjects[$"app@{referrer}"] = Image;
        _edge.With("app", $"v1@{Image}", $"{Image}@{Image}");

        var plan = Assert.IsType<RepositoryPlan>(Assert.Single(await PlanAsync(
            [new ExecutionResource { Repository = "app", Digest = referrer }, new ExecutionResource { Repository = "app", Digest = child }], Versions)));

        Assert.Equal([(null, referrer)], plan.Work.Select(artifact => (artifact.Tag, artifact.Digest)));
    }

    [Theory]
    [InlineData(".sig", true)]
    [InlineData(".att", true)]
    [InlineData("", true)]
    [InlineData("-sig", false)]
    public void SubjectOf_AttachmentTag_IsTheDigest(string suffix, bool isAttachment) =>
        Assert.Equal(isAttachment ? Image : null, AttachmentTag.SubjectOf($"sha256-{new string('a', 64)}{suffix}"));

    [Fact]
    public void SubjectOf_OtherTags_IsNull() => Assert.All(["v1", "sha256-abc.sig", Image], tag => Assert.Null(AttachmentTag.SubjectOf(tag)));

    private Task<List<PlanItem>> PlanAsync(ExecutionResource[] resources, params RuleFilter[] filters)
    {
        Assert.True(RuleFilters.TryCompile(filters, out var compiled, out _));
        Assert.True(DestinationMapping.TryCreate(new RuleDestination { EndpointRef = new LocalReference { Name = "edge" } }, out var mapping, out _));
        var request = new PlanRequest(compiled, _source, [new PlanDestination("edge", mapping, _edge)], Override: true, Concurrency: 16) { Scope = PlanScope.Of(resources) };
        return new Planner().PlanAsync(request, CancellationToken.None).ToListAsync().AsTask();
    }
}
