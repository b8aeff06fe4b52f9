using Transship.Replication.Filters;

namespace Transship.Replication.Tests.Filters;

public sealed class LiteralPathsTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("library/hello-world", null)]
    [InlineData("library", "library")]
    [InlineData("lib*", null)]
    [InlineData("{library}", "library")]
    [InlineData("{library,test}", "library test")]
    [InlineData("{library{a}c}", null)]
    [InlineData("a}b{c", null)]
    [InlineData("{a}{b}", null)]
    [InlineData("x{a,b}y", "xay xby")]
    [InlineData("li?", null)]
    [InlineData(@"li\b", null)]
    [InlineData("li[b]", null)]
    public void ExpandComponent_Table_AsHarborDoes(string component, string? expected) =>
        Assert.Equal(expected?.Split(' '), LiteralPaths.ExpandComponent(component));

    [Theory]
    [InlineData("", null)]
    [InlineData("library", "library")]
    [InlineData("library/hello-world", "library/hello-world")]
    [InlineData("library/**", null)]
    [InlineData("{library}", "library")]
    [InlineData("library/{hello-world,busybox}", "library/hello-world library/busybox")]
    [InlineData("{a,b}/{c,d}", "a/c a/d b/c b/d")]
    [InlineData("{a,a}/c", "a/c")]
    [InlineData("{a/b,c}/d", null)]
    [InlineData("a//b", null)]
    public void Expand_Table_AsHarborDoes(string pattern, string? expected) =>
        Assert.Equal(expected?.Split(' '), LiteralPaths.Expand(pattern));

    [Fact]
    public void Expand_MorePathsThanAListingIsWorth_LeftToTheListing()
    {
        Assert.Equal(1024, LiteralPaths.Expand(string.Join('/', Enumerable.Repeat("{a,b}", 10)))!.Count);
        Assert.Null(LiteralPaths.Expand(string.Join('/', Enumerable.Repeat("{a,b}", 11))));
        Assert.Null(LiteralPaths.Expand(string.Join('/', Enumerable.Repeat("{a,b}", 60))));
    }

    [Theory]
    [InlineData("library/{hello-world,busybox}")]
    [InlineData("{a,b}/{c,d}x")]
    [InlineData("plain")]
    public void Expand_WhatItNames_IsWhatThePatternMatches(string pattern)
    {
        Assert.True(Pattern.TryParse(pattern, out var compiled, out _));
        Assert.All(compiled.Literals!, path => Assert.True(compiled.IsMatch(path)));
    }
}
