using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Rules;
using Transship.Kubernetes.Models;
using Transship.Operator.Conditions;
using Transship.Operator.Rules;
using Transship.Operator.Tests.Harness;

namespace Transship.Operator.Tests.Rules;

public sealed class RuleCheckTests : IAsyncDisposable
{
    private readonly Bench _bench = Bench.Create();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Check_AllIsWell_FindsNothing()
    {
        await AddAsync("source", Verdict.Good("fine"));
        await AddAsync("destination", Verdict.Good("fine"));
        Assert.Null(_bench.Check.Check(Sample.Rule()));
    }

    [Fact]
    public async Task Check_EndpointIsMissing_NamesIt()
    {
        await AddAsync("source", Verdict.Good("fine"));
        var found = _bench.Check.Check(Sample.Rule())!;
        Assert.Equal((ConditionReasons.EndpointNotFound, true, false), (found.Reason, found.Reconciling, found.Stalled));
        Assert.Contains("Endpoint 'destination' does not exist in namespace 'default'", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_EndpointIsNotReady_TellsItsReason()
    {
        await AddAsync("source", Verdict.Retrying(ConditionReasons.AuthenticationFailed, "The registry said no."));
        await AddAsync("destination", Verdict.Good("fine"));
        var found = _bench.Check.Check(Sample.Rule())!;
        Assert.Equal((ConditionReasons.EndpointNotReady, "Endpoint 'source' is not ready: AuthenticationFailed. The registry said no."), (found.Reason, found.Message));
    }

    [Fact]
    public async Task Check_OneEndpointNotReadyAndOneMissing_NamesTheMissingOne()
    {
        await AddAsync("source", Verdict.Retrying(ConditionReasons.ConnectionRefused, "Nobody listens."));
        Assert.Equal(ConditionReasons.EndpointNotFound, _bench.Check.Check(Sample.Rule())!.Reason);
    }

    [Fact]
    public async Task Check_EndpointWasNotTestedYet_Waits()
    {
        _bench.Cluster.Add(Sample.Endpoint("source", "https://source"));
        await AddAsync("destination", Verdict.Good("fine"));
        Assert.Equal("Endpoint 'source' has not been tested yet.", _bench.Check.Check(Sample.Rule())!.Message);
    }

    [Fact]
    public void CheckSpec_SeveralBadPatterns_NamesAll()
    {
        var spec = Sample.Rule().Spec with
        {
            Filters = [new RuleFilter { Type = FilterType.Name, Value = "a{b" }, new RuleFilter { Type = FilterType.Tag, Value = "v[" }],
        };
        var found = RuleCheck.CheckSpec(spec)!;
        Assert.Equal((ConditionReasons.InvalidFilter, true), (found.Reason, found.Stalled));
        Assert.Contains("spec.filters[0]", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckSpec_BadFlatten_NamesTheDestination()
    {
        var spec = Sample.Rule().Spec;
        spec = spec with { Destinations = [spec.Destinations[0], spec.Destinations[0] with { Flatten = new IntOrString("Some") }] };
        var found = RuleCheck.CheckSpec(spec)!;
        Assert.Equal(ConditionReasons.InvalidSpec, found.Reason);
        Assert.StartsWith("spec.destinations[1]: ", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckSpec_NoDestination_SaysSo() =>
        Assert.Contains("spec.destinations is empty", RuleCheck.CheckSpec(Sample.Rule().Spec with { Destinations = [] })!.Message, StringComparison.Ordinal);

    [Fact]
    public void CheckSpec_SameDestinationTwice_IsRefused()
    {
        var spec = Sample.Rule("r", "source", "a", "b", "a").Spec;
        Assert.Equal("spec.destinations[2] is there twice: remove it, or give it another namespace.", RuleCheck.CheckSpec(spec)!.Message);
        Assert.Null(RuleCheck.CheckSpec(spec with { Destinations = [spec.Destinations[0], spec.Destinations[2] with { Namespace = "mirror" }] }));
    }

    [Fact]
    public void CheckSpec_GoodRule_NothingToSay() => Assert.Null(RuleCheck.CheckSpec(Mirror));

    [Fact]
    public void CheckSpec_SameEndpointAndItsOwnOutput_IsRefused()
    {
        var found = RuleCheck.CheckSpec(Mirror with { Source = new RuleSource { EndpointRef = Mirror.Destinations[0].EndpointRef } })!;
        Assert.Equal((ConditionReasons.InvalidSpec, true), (found.Reason, found.Stalled));
        Assert.Contains("a becomes mirror/a becomes mirror/mirror/a", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://source/", true)]
    [InlineData("https://other", false)]
    public void Check_TwoEndpointsOfOneAddress_AreOneRegistry(string url, bool isLoop)
    {
        _bench.Cluster.Add(Sample.Endpoint("source", "https://source"));
        _bench.Cluster.Add(Sample.Endpoint("destination", url));
        var found = _bench.Check.Check(Sample.Rule() with { Spec = Mirror })!;
        Assert.Equal(isLoop ? ConditionReasons.InvalidSpec : ConditionReasons.EndpointNotReady, found.Reason);
    }

    [Theory]
    [InlineData("docker-hub", null, null, "docker-hub", null)]
    [InlineData("docker-hub", null, null, "docker-registry", "https://index.docker.io")]
    [InlineData("aws-ecr", "eu-west-1", "123456789012", "docker-registry", "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/")]
    [InlineData("google-gcr", "europe-west1", null, "google-gcr", "https://EUROPE-WEST1-docker.pkg.dev")]
    public void Check_OneAddressFollowsFromItsType_AreOneRegistry(string type, string? region, string? account, string otherType, string? otherUrl)
    {
        _bench.Cluster.Add(Sample.Endpoint("source", "") with { Spec = new EndpointSpec { Type = type, Region = region, Aws = account is null ? null : new EndpointAws { RegistryId = account } } });
        _bench.Cluster.Add(Sample.Endpoint("destination", "") with { Spec = new EndpointSpec { Type = otherType, Url = otherUrl } });
        Assert.Equal(ConditionReasons.InvalidSpec, _bench.Check.Check(Sample.Rule() with { Spec = Mirror })!.Reason);
    }

    [Theory]
    [InlineData("us-east-1", "123456789012")]
    [InlineData("eu-west-1", "210987654321")]
    [InlineData("eu-west-1", null)]
    public void Check_OtherRegionOrAccount_AreTwoRegistries(string region, string? account)
    {
        _bench.Cluster.Add(Sample.Endpoint("source", "") with { Spec = new EndpointSpec { Type = "aws-ecr", Region = "eu-west-1", Aws = new EndpointAws { RegistryId = "123456789012" } } });
        _bench.Cluster.Add(Sample.Endpoint("destination", "") with { Spec = new EndpointSpec { Type = "aws-ecr", Region = region, Aws = account is null ? null : new EndpointAws { RegistryId = account } } });
        Assert.Equal(ConditionReasons.EndpointNotReady, _bench.Check.Check(Sample.Rule() with { Spec = Mirror })!.Reason);
    }

    [Theory]
    [InlineData("catalog", "push mount", true, false, "Endpoint 'destination' cannot delete, which spec.replicateDeletions needs")]
    [InlineData("catalog", "push mount", false, true, "Endpoint 'destination' cannot delete, which spec.prune needs")]
    [InlineData("catalog", "push tagDelete", true, true, null)]
    [InlineData("catalog", "push", false, false, null)]
    [InlineData("catalog", "catalog", false, false, "Endpoint 'destination' is a source only")]
    [InlineData("mount", "push delete", false, false, "Endpoint 'source' does not list its repositories")]
    public async Task Check_EndpointLacksWhatTheRuleNeeds_IsStalledAndSaysSo(string source, string destination, bool deletions, bool prune, string? expected)
    {
        await AddAsync("source", Verdict.Good("fine"), source.Split(' '));
        await AddAsync("destination", Verdict.Good("fine"), destination.Split(' '));
        var spec = Sample.Rule().Spec with { ReplicateDeletions = deletions, Prune = new RulePrune { Enabled = prune } };

        var found = _bench.Check.Check(Sample.Rule() with { Spec = spec });

        Assert.Equal((expected is null ? null : ConditionReasons.Unsupported, expected is not null), (found?.Reason, found?.Stalled ?? false));
        Assert.StartsWith(expected ?? "", found?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_DestinationIsAChartRepositoryThatWasNotTestedYet_IsStalled()
    {
        await AddAsync("source", Verdict.Good("fine"));
        var charts = Sample.Endpoint("destination", "https://charts");
        await _bench.SeedAsync(charts with { Spec = charts.Spec with { Type = "helm-repository" } });

        var found = _bench.Check.Check(Sample.Rule())!;

        Assert.Equal((ConditionReasons.Unsupported, true), (found.Reason, found.Stalled));
        Assert.Contains("'destination' is a source only", found.Message, StringComparison.Ordinal);
    }

    private static ReplicationRuleSpec Mirror
    {
        get
        {
            var spec = Sample.Rule().Spec;
            return spec with { Destinations = [spec.Destinations[0] with { Namespace = "mirror" }] };
        }
    }

    private async Task AddAsync(string name, Verdict verdict, string[]? capabilities = null) => await _bench.SeedAsync(Sample.Endpoint(name, $"https://{name}") with
    {
        Status = new EndpointStatus
        {
            Conditions = verdict.Over(ConditionTypes.Ready, null, 1, _bench.Time.GetUtcNow()),
            Server = capabilities is null ? null : new EndpointServer { Capabilities = capabilities },
        },
    });
}
