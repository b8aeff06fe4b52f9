using Transship.Api;
using Transship.Api.Rules;
using Transship.Replication.Destinations;
using Transship.Replication.Filters;
using Transship.Replication.Rules;

namespace Transship.Replication.Tests.Rules;

public sealed class OtherRulesTests
{
    [Theory]
    [InlineData("hub", "team/**", "*", "mirror", null, "mirror/team/app", "v1", true)] // another source brings it
    [InlineData("hub", "team/**", "v2", "mirror", null, "mirror/team/app", "v1", false)] // not this tag
    [InlineData("hub", "other/**", "*", "mirror", null, "mirror/team/app", "v1", false)] // not this repository
    [InlineData("hub", "team/**", "*", "elsewhere", null, "mirror/team/app", "v1", false)] // under another name
    [InlineData("source", "team/**", "*", "mirror", null, "mirror/team/app", "v1", false)] // the same artifact of the same source, gone for both
    [InlineData("source", "**", "*", null, null, "mirror/team/app", "v1", true)] // mirror/team/app of the same source is something else
    [InlineData("hub", "**", "*", "mirror", "All", "mirror/team/app", "v1", true)] // flattened: names do not tell
    [InlineData("hub", "**", "*", "elsewhere", "All", "mirror/team/app", "v1", false)]
    public void BringerOf_Table_NamesWhoMayHaveBroughtIt(string source, string name, string tag, string? ns, string? flatten, string repository, string reference, bool isBrought)
    {
        Assert.True(RuleFilters.TryCompile([new RuleFilter { Type = FilterType.Name, Value = name }, new RuleFilter { Type = FilterType.Tag, Value = tag }], out var filters, out _));
        var destination = new RuleDestination { EndpointRef = new LocalReference { Name = "edge" }, Namespace = ns, Flatten = flatten is null ? null : new Kubernetes.Models.IntOrString(flatten) };
        Assert.True(DestinationMapping.TryCreate(destination, out var mapping, out _));
        var others = new OtherRules("source", new Dictionary<string, string> { ["edge"] = "registry" }, [new ReplicationPath("other", source, "registry", filters, mapping)]);

        Assert.Equal(isBrought ? "other" : null, others.BringerOf("team/app", "edge", repository, reference));
        Assert.Null(others.BringerOf("team/app", "unknown", repository, reference));
    }
}
