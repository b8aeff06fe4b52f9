using System.Text;
using Transship.Providers.Events;
using Transship.Providers.JFrogArtifactory;
using Transship.Providers.Tests.Events;

namespace Transship.Providers.Tests.JFrogArtifactory;

public sealed class JFrogArtifactoryEventsTests
{
    private readonly JFrogArtifactoryEvents _format = new();

    [Theory]
    [InlineData("https://example.jfrog.io", "docker-local/team/app")]
    [InlineData("https://docker-local.example.com", "team/app")]
    [InlineData("https://example-docker-local.jfrog.io", "team/app")]
    [InlineData("https://example.jfrog.io/artifactory/api/docker/docker-local", "team/app")]
    public void Parse_Pushed_NamesTheRepositoryAsTheAddressDoes(string endpoint, string repository) =>
        Assert.Equal([$"Pushed {repository}:v1@sha256:1111 -"], Delivery.Lines(_format, "pushed.json", endpoint));

    [Fact]
    public void Parse_Deleted_IsADeletion()
    {
        var body = Encoding.UTF8.GetString(Delivery.Body("pushed.json")).Replace("\"pushed\"", "\"deleted\"", StringComparison.Ordinal);

        Assert.Equal((RegistryEventKind.Deleted, "v1"), (Delivery.Read(_format, body)[0].Kind, Delivery.Read(_format, body)[0].Tag));
    }

    [Fact]
    public void Parse_OtherDomains_AreNone() => Assert.Empty(Delivery.Read(_format, """{"domain": "artifact", "event_type": "deleted", "data": {"repo_key": "maven", "path": "a/b.jar"}}"""));
}
