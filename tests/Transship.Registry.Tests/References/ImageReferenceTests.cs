using Transship.Registry.Errors;
using Transship.Registry.References;

namespace Transship.Registry.Tests.References;

public sealed class ImageReferenceTests
{
    private const string Digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("https://user:hunter2@registry.example/a:1")]
    [InlineData("user:hunter2@registry.example/a:1")]
    [InlineData("http://user:hunt/hunter2@registry.example/a")]
    [InlineData("http://user:hunter2@registry.example")]
    public void Parse_WithALogin_RefusesAndHidesIt(string text)
    {
        var refusal = Assert.Throws<RegistryException>(() => ImageReference.Parse(text));
        Assert.Equal(RegistryErrorKind.InvalidReference, refusal.Kind);
        Assert.Contains("***@registry.example", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alpine", "https://registry-1.docker.io/", "docker.io", "library/alpine", "latest")]
    [InlineData("index.docker.io/team/app:v1", "https://docker.io/", "docker.io", "team/app", "v1")]
    [InlineData("ghcr.io/a/b/c:1.0", "https://ghcr.io/", "ghcr.io", "a/b/c", "1.0")]
    [InlineData("localhost:5000/app", "http://localhost:5000/", "localhost:5000", "app", "latest")]
    [InlineData("localhost/app:v1", "http://localhost/", "localhost", "app", "v1")]
    [InlineData("https://localhost:5000/app", "https://localhost:5000/", "localhost:5000", "app", "latest")]
    [InlineData("http://registry.example/x/y:t", "http://registry.example/", "registry.example", "x/y", "t")]
    [InlineData("[::1]:5000/app:v1", "http://[::1]:5000/", "[::1]:5000", "app", "v1")]
    [InlineData("quay.io/a/b:v1@" + Digest, "https://quay.io/", "quay.io", "a/b", Digest)]
    public void Parse_WellFormed_IsUnderstood(string text, string registry, string host, string repository, string reference)
    {
        var parsed = ImageReference.Parse(text);

        Assert.Equal(new Uri(registry).Port, parsed.Registry.Port);
        Assert.Equal(host, parsed.Host);
        Assert.Equal(repository, parsed.Repository);
        Assert.Equal(reference, parsed.Reference);
        Assert.Equal(new Uri(registry).Scheme, parsed.Registry.Scheme);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ftp://host/app")]
    [InlineData("ghcr.io/")]
    [InlineData("ghcr.io/App")]
    [InlineData("ghcr.io/a//b")]
    [InlineData("app:in valid")]
    [InlineData("app@sha256:123")]
    [InlineData("https://host")]
    [InlineData("host:port/app")]
    public void Parse_Malformed_SaysWhatIsWrong(string text)
    {
        var error = Assert.Throws<RegistryException>(() => ImageReference.Parse(text));

        Assert.Equal(RegistryErrorKind.InvalidReference, error.Kind);
        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://registry.example.com", "http://registry.example.com/", "")]
    [InlineData("http://registry.example.com:5000/", "http://registry.example.com:5000/", "")]
    [InlineData("registry.example.com/team/mirror", "https://registry.example.com/", "team/mirror")]
    public void ParseNamespace_RegistryOrName_IsSplit(string text, string registry, string name)
    {
        var reference = ImageReference.ParseNamespace(text);

        Assert.Equal(registry, reference.Registry.ToString());
        Assert.Equal(name, reference.Repository);
    }

    [Theory]
    [InlineData("registry.example.com/team:1.0")]
    [InlineData("ftp://registry.example.com")]
    [InlineData("registry.example.com/Team")]
    public void ParseNamespace_WhatIsNone_SaysSo(string text)
    {
        var error = Assert.Throws<RegistryException>(() => ImageReference.ParseNamespace(text));

        Assert.StartsWith($"'{text}' is neither a registry nor a namespace: ", error.Message, StringComparison.Ordinal);
    }
}
