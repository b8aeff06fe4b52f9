using Transship.Providers.DockerRegistry;
using Transship.Providers.Tests.Events;

namespace Transship.Providers.Tests.DockerRegistry;

public sealed class DistributionEventsTests
{
    private readonly DistributionEvents _format = new();

    [Fact]
    public void Parse_Push_IsTheManifestsWithoutLayersMountsAndPulls() => Assert.Equal(
        ["Pushed library/test:latest@sha256:1111 asdf-asdf-asdf-asdf-0", "Pushed library/test:-@sha256:2222 asdf-asdf-asdf-asdf-1"], Delivery.Lines(_format, "push.json"));

    [Fact]
    public void Parse_Delete_IsADigestATagOrARepository() => Assert.Equal(
        ["Deleted library/test:-@sha256:1111 d-0", "Deleted library/test:v1@- d-1", "Deleted library/gone:-@- d-2"], Delivery.Lines(_format, "delete.json"));
}
