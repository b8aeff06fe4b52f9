using Transship.Providers.AliAcr;
using Transship.Providers.Tests.Events;

namespace Transship.Providers.Tests.AliAcr;

public sealed class AliAcrEventsTests
{
    private readonly AliAcrEvents _format = new();

    [Fact]
    public void Parse_Push_IsTagAndDigest() => Assert.StartsWith("Pushed namespace/repo:latest@sha256:1111 ", Assert.Single(Delivery.Lines(_format, "push.json")), StringComparison.Ordinal);

    [Fact]
    public void Parse_DeliveredTwice_HasTheSameId() => Assert.Equal(Delivery.Read(_format, Delivery.Body("push.json")), Delivery.Read(_format, Delivery.Body("push.json")));
}
