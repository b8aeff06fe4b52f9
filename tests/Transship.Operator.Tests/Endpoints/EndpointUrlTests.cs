using Transship.Operator.Endpoints;

namespace Transship.Operator.Tests.Endpoints;

public sealed class EndpointUrlTests
{
    [Theory]
    [InlineData("registry.example.com", "https://registry.example.com/")]
    [InlineData("registry.example.com:5000", "https://registry.example.com:5000/")]
    [InlineData("localhost:5000", "https://localhost:5000/")]
    [InlineData("http://10.0.0.5:5000", "http://10.0.0.5:5000/")]
    [InlineData(" https://registry.example.com/ ", "https://registry.example.com/")]
    [InlineData("https://example.com/registry/", "https://example.com/registry")]
    [InlineData("https://[::1]:5000", "https://[::1]:5000/")]
    public void TryParse_Address_IsTaken(string text, string url)
    {
        Assert.True(EndpointUrl.TryParse(text, out var parsed, out var error));
        Assert.Equal((url, null), (parsed.AbsoluteUri, error));
    }

    [Theory]
    [InlineData(null, "it is empty")]
    [InlineData("  ", "it is empty")]
    [InlineData("https://", "it is no URL")]
    [InlineData("my registry", "it is no URL")]
    [InlineData("https://host:99999", "it is no URL")]
    [InlineData("ftp://host", "its scheme is 'ftp'")]
    [InlineData("https://host?x=1", "it has a query or a fragment")]
    [InlineData("https://host/#top", "it has a query or a fragment")]
    public void TryParse_SomethingElse_SaysWhatAndHow(string? text, string problem)
    {
        Assert.False(EndpointUrl.TryParse(text, out _, out var error));
        Assert.StartsWith($"spec.url cannot be used: {problem}. Write it as in https://", error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_PasswordInIt_IsRefusedAndNotRepeated()
    {
        Assert.False(EndpointUrl.TryParse("https://robot:hunter2@host", out _, out var error));
        Assert.Contains("spec.credentials.secretRef", error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
    }
}
