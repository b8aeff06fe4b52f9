using Transship.Api.Rules;
using Transship.Replication.Filters;

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
            Assert.Equal(expected.Split(' '), await new LatestFilter(count, by).PickAsync(order.ToAsyncEnumerable(), CancellationToken.None));
        }
    }

    [Fact]
    public async Task PickAsync_Nothing_Nothing() =>
        Assert.Empty(await new LatestFilter(3, TagOrder.Semver).PickAsync(new[] { "latest" }.ToAsyncEnumerable(), CancellationToken.None));

    [Fact]
    public async Task PickAsync_SameVersionTwice_TheNameDecides() =>
        Assert.Equal(["v1.0.0"], await new LatestFilter(1, TagOrder.Semver).PickAsync(new[] { "v1.0.0", "1.0.0" }.ToAsyncEnumerable(), CancellationToken.None));
}
