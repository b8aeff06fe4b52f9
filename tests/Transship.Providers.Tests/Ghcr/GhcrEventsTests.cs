using System.Text;
using Transship.Providers.Ghcr;
using Transship.Providers.Tests.Events;

namespace Transship.Providers.Tests.Ghcr;

public sealed class GhcrEventsTests
{
    private const string Delivered = "72d3162e-cc78-11e3-81ab-4c9367dc0958";

    private readonly GhcrEvents _format = new();

    [Fact]
    public void Parse_Package_IsKnownByItsDeliveryAndInLowerCase() => Assert.Equal(
        [$"Pushed example-org/team-app:v1.2@sha256:1111 {Delivered}"],
        Delivery.Lines(_format, "package.json", headers: [("X-GitHub-Event", "package"), ("X-GitHub-Delivery", Delivered)]));

    [Fact]
    public void Parse_RegistryPackageWithoutTag_IsTheDigest() => Assert.Equal(
        ["Pushed example/team/app:-@sha256:2222 -"], Delivery.Lines(_format, "registry-package-untagged.json", headers: [("X-GitHub-Event", "registry_package")]));

    [Theory]
    [InlineData("ping")]
    [InlineData("push")]
    public void Parse_OtherEvents_AreNone(string name) => Assert.Empty(Delivery.Lines(_format, "package.json", headers: [("X-GitHub-Event", name)]));

    [Fact]
    public void Parse_PackageOfAnotherKind_IsNone()
    {
        var body = Encoding.UTF8.GetString(Delivery.Body("package.json")).Replace("\"package_type\": \"CONTAINER\"", "\"package_type\": \"npm\"", StringComparison.Ordinal);

        Assert.Empty(Delivery.Read(_format, Encoding.UTF8.GetBytes(body), headers: [("X-GitHub-Event", "package")]));
    }
}
