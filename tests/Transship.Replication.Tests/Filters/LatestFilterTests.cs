using Transship.Api.Rules;
using Transship.Replication.Filters;
using Transship.Replication.Planning;

namespace Transship.Replication.Tests.Filters;

public sealed class LatestFilterTests
{
    [Theory]
    [InlineData(TagOrder.Semver, 3, "v2.0.0 1.10.0 1.9.0")]
    [InlineData(TagOrder.Semver, 1, "v2.0.0")]
    [InlineData(TagOrder.Semver, 99, "v2.0.0 1.10.0 1.9.0 1.9.0-rc1 1.2")]
    [InlineData(TagOrder.Name, 3, "v2.0.0 latest dev")]
    public async Task PickAsync_Tags_NewestFirst(TagOrder by, int count, string expected)
    {
        string[] tags = ["1.10.0", "1.2", "1.9.0", "1.9.0-rc1", "dev", "latest", "v2.0.0"];

        foreach (var order in new[] { tags, [.. tags.Reverse()] })
        {
            Assert.Equal(expected.Split(' '), await PickAsync(by, count, order.Select(tag => new PlanCandidate(tag))));
        }
    }

    [Fact]
    public async Task PickAsync_ByPushTime_TheLatestPushesAndNoneWithoutATime()
    {
        var day = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        PlanCandidate[] candidates =
        [
            new("9.0") { Facts = new ArtifactFacts { Time = day } }, new("unknown") { Facts = new ArtifactFacts() },
            new("1.0") { Facts = new ArtifactFacts { Time = day.AddDays(2) } }, new("2.0") { Facts = new ArtifactFacts { Time = day.AddDays(1) } },
        ];

        Assert.Equal(["1.0", "2.0"], await PickAsync(TagOrder.PushTime, 2, candidates));
    }

    [Fact]
    public async Task PickAsync_ByPushTimeAndOneUnknown_FailsInsteadOfGuessing() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => PickAsync(TagOrder.PushTime, 2, [new PlanCandidate("1") { Error = new InvalidOperationException() }]));

    [Fact]
    public async Task PickAsync_Nothing_Nothing() => Assert.Empty(await PickAsync(TagOrder.Semver, 3, [new PlanCandidate("latest")]));

    [Fact]
    public async Task PickAsync_SameVersionTwice_TheNameDecides() =>
        Assert.Equal(["v1.0.0"], await PickAsync(TagOrder.Semver, 1, [new PlanCandidate("v1.0.0"), new PlanCandidate("1.0.0")]));

    private static async Task<IEnumerable<string>> PickAsync(TagOrder by, int count, IEnumerable<PlanCandidate> candidates) =>
        (await new LatestFilter(count, by).PickAsync(candidates.ToAsyncEnumerable(), null, _ => ValueTask.CompletedTask, CancellationToken.None)).Select(candidate => candidate.Reference);
}
