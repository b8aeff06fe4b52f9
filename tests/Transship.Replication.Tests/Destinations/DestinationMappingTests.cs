using Transship.Api;
using Transship.Api.Rules;
using Transship.Kubernetes.Models;
using Transship.Replication.Destinations;

namespace Transship.Replication.Tests.Destinations;

public sealed class DestinationMappingTests
{
    [Theory]
    [InlineData("c", null, null, "c")]
    [InlineData("c", "n", "All", "n/c")]
    [InlineData("b/c", "n", "All", "n/c")]
    [InlineData("a/b/c", "n", "All", "n/c")]
    [InlineData("a/b/c", "n", "0", "n/a/b/c")]
    [InlineData("a/b/c", "n", "None", "n/a/b/c")]
    [InlineData("a/b/c", "n", null, "n/a/b/c")]
    [InlineData("a/b/c", "n", "1", "n/b/c")]
    [InlineData("a/b/c", "n", "2", "n/c")]
    [InlineData("a", "n", "0", "n/a")]
    [InlineData("library/hello-world", "test", "All", "test/hello-world")]
    [InlineData("a/b/c/d/img", "ns", "All", "ns/img")]
    [InlineData("a/b/c/d/img", "ns", "0", "ns/a/b/c/d/img")]
    [InlineData("a/b/c/d/img", "ns", "1", "ns/b/c/d/img")]
    [InlineData("a/b/c/d/img", "ns", "2", "ns/c/d/img")]
    [InlineData("a/b/c/d/img", "ns", "3", "ns/d/img")]
    [InlineData("a/b/c", "deep/er/ns", "2", "deep/er/ns/c")]
    [InlineData("a/b/c", null, "None", "a/b/c")]
    [InlineData("a/b/c", null, "1", "b/c")]
    [InlineData("a/b/c", null, "All", "c")]
    [InlineData("a/b/c", "", "0", "a/b/c")]
    public void TryMap_Table_AsHarborFlattens(string source, string? @namespace, string? flatten, string expected)
    {
        Assert.True(Create(@namespace, flatten).TryMap(source, out var mapped, out var error), error);
        Assert.Equal(expected, mapped);
    }

    [Theory]
    [InlineData("a/b", "n", "2", "a/b has 1 leading")]
    [InlineData("a", "n", "1", "a has 0 leading")]
    [InlineData("a/B", "n", "0", "n/a/B")]
    public void TryMap_Impossible_FailsThisRepositoryWithASentence(string source, string? @namespace, string flatten, string mention)
    {
        var mapping = Create(@namespace, flatten);

        Assert.False(mapping.TryMap(source, out var mapped, out var error));

        Assert.Null(mapped);
        Assert.Contains(mention, error, StringComparison.Ordinal);
        Assert.True(mapping.TryMap("x/y/z", out _, out _));
    }

    [Fact]
    public void TryMap_NameOf255Characters_IsTheLongest()
    {
        var mapping = Create("mirror", null);
        var longest = new string('a', 255 - "mirror/".Length);

        Assert.True(mapping.TryMap(longest, out _, out _));
        Assert.False(mapping.TryMap(longest + "a", out _, out var error));
        Assert.Contains("256", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Upper", null, "namespace")]
    [InlineData("a//b", null, "namespace")]
    [InlineData("/a", null, "namespace")]
    [InlineData("a/", null, "namespace")]
    [InlineData("n", "-1", "flatten")]
    [InlineData("n", "all", "flatten")]
    [InlineData("n", "100", "flatten")]
    [InlineData("n", "", "flatten")]
    public void TryCreate_BadField_Refused(string @namespace, string? flatten, string mention)
    {
        Assert.False(DestinationMapping.TryCreate(Destination(@namespace, flatten), out var mapping, out var error));
        Assert.Null(mapping);
        Assert.Contains(mention, error, StringComparison.Ordinal);
    }

    private static DestinationMapping Create(string? @namespace, string? flatten)
    {
        Assert.True(DestinationMapping.TryCreate(Destination(@namespace, flatten), out var mapping, out var error), error);
        return mapping;
    }

    private static RuleDestination Destination(string? @namespace, string? flatten) => new()
    {
        EndpointRef = new LocalReference { Name = "edge" },
        Namespace = @namespace,
        Flatten = flatten is null ? null : new IntOrString(flatten),
    };
}
