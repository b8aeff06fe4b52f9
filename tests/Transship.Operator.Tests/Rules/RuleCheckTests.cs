using Moq;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Rules;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Operator.Rules;
using Transship.Runtime.Caching;

namespace Transship.Operator.Tests.Rules;

public sealed class RuleCheckTests
{
    private static readonly ReplicationRuleSpec Good = new()
    {
        Source = new RuleSource { EndpointRef = new LocalReference { Name = "hub" } },
        Destinations = [new RuleDestination { EndpointRef = new LocalReference { Name = "edge" }, Namespace = "mirror" }],
        Filters = [new RuleFilter { Type = FilterType.Name, Value = "**" }],
    };

    [Fact]
    public void CheckSpec_GoodRule_NothingToSay() => Assert.Null(RuleCheck.CheckSpec(Good));

    [Fact]
    public void CheckSpec_BadPattern_NamesFilterAndPlace()
    {
        var verdict = RuleCheck.CheckSpec(Good with { Filters = [new RuleFilter { Type = FilterType.Tag, Value = "v[" }] });

        Assert.Equal((ConditionReasons.InvalidFilter, true), (verdict!.Reason, verdict.Stalled));
        Assert.StartsWith("spec.filters[0].value, character 2: ", verdict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckSpec_NoDestination_IsRefused() => Assert.Equal(ConditionReasons.InvalidSpec, RuleCheck.CheckSpec(Good with { Destinations = [] })!.Reason);

    [Fact]
    public void CheckSpec_SameEndpointAndItsOwnOutput_IsRefused()
    {
        var verdict = RuleCheck.CheckSpec(Good with { Source = new RuleSource { EndpointRef = new LocalReference { Name = "edge" } } });

        Assert.Equal((ConditionReasons.InvalidSpec, true), (verdict!.Reason, verdict.Stalled));
        Assert.Contains("a becomes mirror/a becomes mirror/mirror/a", verdict.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://registry.example.com/", true)]
    [InlineData("https://other.example.com", false)]
    public void Check_TwoEndpointsOfOneAddress_AreOneRegistry(string url, bool isLoop)
    {
        var endpoints = new Mock<IEntityCache<Endpoint>>();
        endpoints.Setup(cache => cache.Get(new NamespacedName("default", "hub"))).Returns(Endpoint("https://registry.example.com"));
        endpoints.Setup(cache => cache.Get(new NamespacedName("default", "edge"))).Returns(Endpoint(url));
        var rule = new ReplicationRule { Metadata = new V1ObjectMeta { Name = "r", Namespace = "default" }, Spec = Good };

        var verdict = new RuleCheck(endpoints.Object).Check(rule);

        Assert.Equal(isLoop ? ConditionReasons.InvalidSpec : ConditionReasons.EndpointNotReady, verdict!.Reason);
    }

    private static Endpoint Endpoint(string url) => new() { Spec = new EndpointSpec { Url = url } };
}
