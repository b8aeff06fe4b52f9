using Transship.Operator.Endpoints;

namespace Transship.Operator.Tests.Endpoints;

public sealed class LayoutRootTests
{
    [Theory]
    [InlineData("/var/lib/images", "file:///var/lib/images")]
    [InlineData("/var/lib/images/", "file:///var/lib/images/team/a")]
    [InlineData("/", "file:///anywhere")]
    public void TryParse_BelowTheRoot_IsTaken(string root, string text)
    {
        Assert.True(new LayoutRoot(root).TryParse(text, out var url, out var error));
        Assert.Equal((new Uri(text), null), (url, error));
    }

    [Theory]
    [InlineData("/var/lib/images", "file:///var/lib/images-of-others", "not below")]
    [InlineData("/var/lib/images", "file:///var/lib/images/../../../etc", "not below")]
    [InlineData("/var/lib/images", "file:///var/lib/images/%2e%2e/%2e%2e/secrets", "not below")]
    [InlineData("/var/lib/images", "https://registry.example.com", "file URL")]
    [InlineData("/var/lib/images", "file://host/share", "file URL")]
    [InlineData("/var/lib/images", "", "file URL")]
    [InlineData(null, "file:///var/lib/images", "--layout-root")]
    public void TryParse_AnywhereElse_IsRefused(string? root, string text, string why)
    {
        Assert.False(new LayoutRoot(root).TryParse(text, out _, out var error));
        Assert.Contains(why, error, StringComparison.Ordinal);
    }
}
