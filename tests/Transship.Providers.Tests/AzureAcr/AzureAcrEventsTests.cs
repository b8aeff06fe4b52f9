using Transship.Providers.AzureAcr;
using Transship.Providers.Tests.Events;

namespace Transship.Providers.Tests.AzureAcr;

public sealed class AzureAcrEventsTests
{
    private readonly AzureAcrEvents _format = new();

    [Theory]
    [InlineData("https://myregistry.azurecr.io")]
    [InlineData("https://MyRegistry.azurecr.io")]
    [InlineData("https://proxy.example.com")]
    public void Parse_Push_IsTagAndDigest(string endpoint) =>
        Assert.Equal(["Pushed team/hello-world:v1@sha256:1111 cb8c3971-9adc-488b-xxxx-43cbb4974ff5"], Delivery.Lines(_format, "push.json", endpoint));

    [Fact]
    public void Parse_Delete_IsAManifestWithAllItsTags() =>
        Assert.Equal(["Deleted team/hello-world:-@sha256:1111 afc359ce-df7f-4e32-xxxx-1ff8aa80927b"], Delivery.Lines(_format, "delete.json", "https://myregistry.azurecr.io"));

    [Fact]
    public void Parse_Ping_IsNone() => Assert.Empty(Delivery.Lines(_format, "ping.json"));

    [Fact]
    public void Parse_OfAnotherRegistry_IsNone() => Assert.Empty(Delivery.Lines(_format, "push.json", "https://other.azurecr.io"));
}
