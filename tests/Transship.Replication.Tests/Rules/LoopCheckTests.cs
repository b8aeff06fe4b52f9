using Transship.Api;
using Transship.Api.Rules;
using Transship.Kubernetes.Models;
using Transship.Replication.Destinations;
using Transship.Replication.Filters;
using Transship.Replication.Rules;

namespace Transship.Replication.Tests.Rules;

public sealed class LoopCheckTests
{
    [Theory]
    [InlineData("**", "mirror", null)]
    [InlineData("", "mirror", null)]
    [InlineData("mirror/**", "mirror", "0")]
    [InlineData("mirror/**", "mirror/x", "1")]
    [InlineData("library/**", "library/mirror", null)]
    [InlineData("**/app", "mirror", null)]
    [InlineData("**/app-*", "mirror", null)]
    [InlineData("{library,mirror}/**", "mirror", null)]
    [InlineData("{library/{a,b}/**,mirror/**}", "mirror", null)]
    [InlineData("[l-m]i*/**", "mirror", null)]
    public void Find_RuleThatMatchesItsOwnOutput_IsRefused(string name, string @namespace, string? flatten)
    {
        var loop = LoopCheck.Find([Path("r", "hub", "hub", @namespace, flatten, Name(name))], []);

        Assert.NotNull(loop);
        Assert.Contains(" becomes ", loop, StringComparison.Ordinal);
        Assert.Contains(@namespace, loop, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("library/**", "mirror", null)]
    [InlineData("*", "mirror", null)]
    [InlineData("*/*", "mirror", null)]
    [InlineData("**", "mirror", "All")]
    [InlineData("**", "mirror", "1")]
    [InlineData("**", "deep/mirror", "2")]
    [InlineData("library/app", "mirror", null)]
    public void Find_SameRegistryButTheOutputIsNoInputOrStays_IsFine(string name, string @namespace, string? flatten) =>
        Assert.Null(LoopCheck.Find([Path("r", "hub", "hub", @namespace, flatten, Name(name))], []));

    [Fact]
    public void Find_OutputIsExcluded_IsFine() =>
        Assert.Null(LoopCheck.Find([Path("r", "hub", "hub", "mirror", null, Name("**"), Name("mirror/**", FilterDecoration.Excludes))], []));

    [Fact]
    public void Find_SameRegistryAndNames_IsRefused() =>
        Assert.Contains("same registry", LoopCheck.Find([Path("r", "hub", "hub", null, null, Name("library/**"))], []), StringComparison.Ordinal);

    [Fact]
    public void Find_OtherRegistry_IsFine() => Assert.Null(LoopCheck.Find([Path("r", "hub", "edge", "mirror", null)], []));

    [Fact]
    public void Find_ThereAndBackUnderTheSameNames_EndsByDigestEquality() =>
        Assert.Null(LoopCheck.Find([Path("there", "hub", "edge", null, null)], [Path("back", "edge", "hub", null, null)]));

    [Fact]
    public void Find_ThereAndBackUnderALongerName_IsRefused()
    {
        var loop = LoopCheck.Find([Path("there", "hub", "edge", null, null)], [Path("back", "edge", "hub", "edge", null)]);

        Assert.Contains("by way of other rules", loop, StringComparison.Ordinal);
        Assert.Contains("a becomes edge/a becomes edge/edge/a", loop, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_RingOfThreeThatGrows_IsRefused() =>
        Assert.NotNull(LoopCheck.Find([Path("1", "a", "b", null, null)], [Path("2", "b", "c", null, null), Path("3", "c", "a", "x", null)]));

    [Fact]
    public void Find_ChainThatEnds_IsFine() =>
        Assert.Null(LoopCheck.Find([Path("1", "a", "b", "x", null)], [Path("2", "b", "c", "x", null), Path("3", "c", "d", "x", null), Path("4", "d", "e", "x", null), Path("5", "e", "f", "x", null)]));

    [Fact]
    public void Find_ThousandOtherRules_IsStillQuick()
    {
        var others = Enumerable.Range(0, 1000).Select(i => Path($"r{i}", $"a{i % 10}", $"a{(i + 1) % 10}", null, null)).ToList();

        Assert.Null(LoopCheck.Find([Path("r", "a0", "a1", null, null)], others));
    }

    private static ReplicationPath Path(string rule, string source, string destination, string? @namespace, string? flatten, params RuleFilter[] filters)
    {
        Assert.True(RuleFilters.TryCompile(filters, out var compiled, out _));
        var target = new RuleDestination
        {
            EndpointRef = new LocalReference { Name = destination },
            Namespace = @namespace,
            Flatten = flatten is null ? null : new IntOrString(flatten),
        };
        Assert.True(DestinationMapping.TryCreate(target, out var mapping, out _));
        return new ReplicationPath(rule, source, destination, compiled, mapping);
    }

    private static RuleFilter Name(string value, FilterDecoration decoration = FilterDecoration.Matches) =>
        new() { Type = FilterType.Name, Value = value, Decoration = decoration };
}
