using Transship.Providers.Quay;
using Transship.Providers.Tests.Events;

namespace Transship.Providers.Tests.Quay;

public sealed class QuayEventsTests
{
    private readonly QuayEvents _format = new();

    [Fact]
    public void Parse_Push_IsEachTagAndHasNoName() =>
        Assert.Equal(["Pushed dgangaia/repository:latest@- -", "Pushed dgangaia/repository:v1@- -"], Delivery.Lines(_format, "push.json"));

    [Fact]
    public void Parse_TagsOfAVeryOldServer_AreMembers() =>
        Assert.Equal("v1", Assert.Single(Delivery.Read(_format, """{"repository": "team/app", "updated_tags": {"v1": "f5a0"}}""")).Tag);
}
