using Transship.Replication.Versions;

namespace Transship.Replication.Tests.Versions;

public sealed class SemanticVersionTests
{
    [Theory]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("v1.2.3", "1.2.3")]
    [InlineData("1", "1.0.0")]
    [InlineData("1.2", "1.2.0")]
    [InlineData("2026.07.01", "2026.7.1")]
    [InlineData("1.2.3-rc.1", "1.2.3-rc.1")]
    [InlineData("1.2-alpine", "1.2.0-alpine")]
    [InlineData("1.2.3+build.5", "1.2.3")]
    [InlineData("1.2.3-rc1_build.5", "1.2.3-rc1")]
    public void TryParse_Tag_IsRead(string text, string expected)
    {
        Assert.True(SemanticVersion.TryParse(text, out var version));
        Assert.Equal(expected, version.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("latest")]
    [InlineData("v")]
    [InlineData("1.2.3.4")]
    [InlineData("1.")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3-a..b")]
    [InlineData("version1")]
    [InlineData("1234567890123456789")]
    [InlineData("sha256-0123.sig")]
    public void TryParse_OtherTag_IsNoVersion(string text) => Assert.False(SemanticVersion.TryParse(text, out _));

    [Fact]
    public void Compare_Versions_OrderOfTheSpecification()
    {
        string[] ordered =
        [
            "0.9", "1.0.0-0", "1.0.0-1", "1.0.0-2", "1.0.0-11", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
            "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2", "1.10", "2",
        ];
        for (var i = 0; i < ordered.Length; i++)
        {
            for (var j = 0; j < ordered.Length; j++)
            {
                Assert.Equal(i.CompareTo(j), Math.Sign(SemanticVersion.Compare(Version(ordered[i]), Version(ordered[j]))));
            }
        }
    }

    [Fact]
    public void Compare_BuildMetadata_DoesNotCount() => Assert.Equal(0, SemanticVersion.Compare(Version("1.2.3+a"), Version("v1.2.3_b")));

    private static SemanticVersion Version(string text)
    {
        Assert.True(SemanticVersion.TryParse(text, out var version), text);
        return version;
    }
}
