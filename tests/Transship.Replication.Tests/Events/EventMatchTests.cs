using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Replication.Events;
using Transship.Replication.Filters;

namespace Transship.Replication.Tests.Events;

public sealed class EventMatchTests
{
    private static readonly string Digest = $"sha256:{new string('a', 64)}";

    [Theory]
    [InlineData("library/app", "v1", true)]
    [InlineData("library/app", "dev", false)]
    [InlineData("other/app", "v1", false)]
    [InlineData("library/app", null, true)]
    public void MayMatch_NameAndTag_IsWhatTheFiltersSay(string repository, string? tag, bool expected) =>
        Assert.Equal(expected, EventMatch.MayMatch(Filters(), new ExecutionResource { Repository = repository, Tag = tag }, null));

    [Fact]
    public void MayMatch_TagOfASignature_Matches() => Assert.True(EventMatch.MayMatch(
        Filters(), new ExecutionResource { Repository = "library/app", Tag = $"sha256-{new string('a', 64)}.sig" }, null));

    [Theory]
    [InlineData("application/vnd.oci.image.manifest.v1+json", true)]
    [InlineData("application/vnd.docker.distribution.manifest.v2+json", false)]
    [InlineData(null, true)]
    public void MayMatch_PushedByDigest_MatchesWhatMayBeAttached(string? mediaType, bool expected) =>
        Assert.Equal(expected, EventMatch.MayMatch(Filters(), new ExecutionResource { Repository = "library/app", Digest = Digest }, mediaType));

    /// <summary>Harbor names the first tag of a deleted artifact only.</summary>
    [Fact]
    public void MayMatch_DeletedWithDigest_MatchesWhateverTagIsTold() =>
        Assert.True(EventMatch.MayMatch(Filters(), new ExecutionResource { Repository = "library/app", Tag = "dev", Digest = Digest, Deleted = true }, null));

    [Fact]
    public void MayMatch_DeletedTag_IsWhatTheFiltersSay() =>
        Assert.False(EventMatch.MayMatch(Filters(), new ExecutionResource { Repository = "library/app", Tag = "dev", Deleted = true }, null));

    /// <summary>The run tells the rule's owner; the other rules get their event.</summary>
    [Fact]
    public void MayMatch_RegexTakesTooLong_IsLeftToTheRun()
    {
        Assert.True(RuleFilters.TryCompile([new RuleFilter { Type = FilterType.Tag, Regex = "(a|b)*c" }], TimeSpan.FromTicks(1), out var filters, out _));
        Assert.True(EventMatch.MayMatch(filters, new ExecutionResource { Repository = "library/app", Tag = new string('a', 20_000_000) }, null));
    }

    private static RuleFilters Filters()
    {
        Assert.True(RuleFilters.TryCompile(
            [new RuleFilter { Type = FilterType.Name, Value = "library/*" }, new RuleFilter { Type = FilterType.Tag, Value = "v*" }], out var filters, out _));
        return filters;
    }
}
