using Transship.Replication.Versions;

namespace Transship.Replication.Tests.Versions;

public sealed class VersionRangeTests
{
    [Theory]
    [InlineData("1.2.3", "1.2.3 v1.2.3", "1.2.2 1.2.4 1.2.3-rc1")]
    [InlineData("=1.2.3", "1.2.3", "1.2.4")]
    [InlineData("1.2", "1.2.0 1.2.9", "1.1.9 1.3.0")]
    [InlineData("1", "1.0.0 1.9.9", "0.9.9 2.0.0")]
    [InlineData("1.x", "1.0.0 1.9.9", "0.9.9 2.0.0")]
    [InlineData("1.2.*", "1.2.0 1.2.9", "1.3.0")]
    [InlineData("1.x.x", "1.0.0 1.9.9", "2.0.0")]
    [InlineData("*", "0.0.0 99.0.0", "1.0.0-rc1")]
    [InlineData(">1.2.3", "1.2.4 2.0.0", "1.2.3 1.0.0 1.2.4-rc1")]
    [InlineData(">1.2", "1.3.0 2.0.0", "1.2.0 1.2.9")]
    [InlineData(">1", "2.0.0", "1.0.0 1.9.9")]
    [InlineData(">*", "", "1.0.0 99.0.0")]
    [InlineData(">=1.2", "1.2.0 1.3.0", "1.1.9")]
    [InlineData("<1.2", "1.1.9 0.0.1", "1.2.0 1.3.0")]
    [InlineData("<=1.2", "1.2.9 1.1.0", "1.3.0")]
    [InlineData("<=1.2.3", "1.2.3 1.2.2", "1.2.4")]
    [InlineData("!=1.2.3", "1.2.2 1.2.4", "1.2.3")]
    [InlineData("!=1.2", "1.1.9 1.3.0", "1.2.0 1.2.7")]
    [InlineData("~1.2.3", "1.2.3 1.2.9", "1.2.2 1.3.0")]
    [InlineData("~1.2", "1.2.0 1.2.9", "1.3.0")]
    [InlineData("~1", "1.0.0 1.9.0", "2.0.0")]
    [InlineData("^1.2.3", "1.2.3 1.9.0", "1.2.2 2.0.0")]
    [InlineData("^0.2.3", "0.2.3 0.2.9", "0.3.0 0.2.2")]
    [InlineData("^0.0.3", "0.0.3", "0.0.4 0.0.2")]
    [InlineData("^0.0", "0.0.0 0.0.9", "0.1.0")]
    [InlineData("^0", "0.0.1 0.9.0", "1.0.0")]
    [InlineData("^0.1", "0.1.0 0.1.7", "0.2.0")]
    [InlineData("^*", "0.0.1 9.0.0", "")]
    [InlineData(">=1.2 <3", "1.2.0 2.9.9", "1.1.0 3.0.0")]
    [InlineData(">= 1.2, < 3", "1.2.0 2.9.9", "1.1.0 3.0.0")]
    [InlineData(">=1.2 !=1.5.1 <3", "1.5.0 1.5.2", "1.5.1")]
    [InlineData("1.2 - 1.8", "1.2.0 1.8.9", "1.1.9 1.9.0")]
    [InlineData("1.2.3 - 2.3.4", "1.2.3 2.3.4", "1.2.2 2.3.5")]
    [InlineData("~1.2 || ^3", "1.2.5 3.9.0", "1.3.0 2.0.0 4.0.0")]
    [InlineData("<1 || >=2 <2.5 || =3.0.0", "0.1.0 2.4.0 3.0.0", "1.0.0 2.5.0 3.0.1")]
    [InlineData(">=1.2.0-0", "1.2.0-0 1.2.0-rc1 1.2.0 1.3.0-beta", "1.1.9")]
    [InlineData(">1.2.0-rc.1", "1.2.0-rc.2 1.2.0-rc.1.0 1.2.0", "1.2.0-rc.1 1.2.0-beta")]
    [InlineData("^1.2.3-rc.1", "1.2.3-rc.1 1.2.3-rc.2 1.2.3 1.4.0", "1.2.3-beta 2.0.0 2.0.0-alpha")]
    [InlineData(">=1.2 <3 || >=9.0.0-0", "9.0.0-rc1 1.2.0", "1.3.0-rc1")]
    [InlineData("v1.2", "1.2.7", "1.3.0")]
    public void Contains_Table(string text, string inside, string outside)
    {
        Assert.True(VersionRange.TryParse(text, out var range, out var error), error?.Message);
        Assert.All(Versions(inside), version => Assert.True(range.Contains(version), $"{version} is in"));
        Assert.All(Versions(outside), version => Assert.False(range.Contains(version), $"{version} is out"));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("  ", 1)]
    [InlineData(">=1.2 ||", 9)]
    [InlineData("latest", 1)]
    [InlineData(">=1.2 <three", 7)]
    [InlineData(">=1.2 <", 7)]
    [InlineData("=>1.2", 1)]
    [InlineData("1.2.3.4", 1)]
    [InlineData("1.x.3", 1)]
    [InlineData("^1.2 - 1.8", 1)]
    [InlineData("1 || 2 || x1", 11)]
    public void TryParse_BadRange_NamesThePlace(string text, int position)
    {
        Assert.False(VersionRange.TryParse(text, out var range, out var error));
        Assert.Null(range);
        Assert.Equal(position, error.Position);
    }

    private static IEnumerable<SemanticVersion> Versions(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word =>
    {
        Assert.True(SemanticVersion.TryParse(word, out var version), word);
        return version;
    });
}
