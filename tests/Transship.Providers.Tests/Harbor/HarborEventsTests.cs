using Transship.Providers.Harbor;
using Transship.Providers.Tests.Events;

namespace Transship.Providers.Tests.Harbor;

public sealed class HarborEventsTests
{
    private readonly HarborEvents _format = new();

    [Fact]
    public void Parse_Push_IsTagAndDigest() => Assert.StartsWith("Pushed library/team/app:v1.0@sha256:1111 ", Assert.Single(Delivery.Lines(_format, "push.json")), StringComparison.Ordinal);

    [Fact]
    public void Parse_PushByDigest_HasNoTag() => Assert.StartsWith("Pushed library/team/app:-@sha256:2222 ", Assert.Single(Delivery.Lines(_format, "push-by-digest.json")), StringComparison.Ordinal);

    [Fact]
    public void Parse_Delete_IsADeletion() => Assert.StartsWith("Deleted library/team/app:v1.0@sha256:1111 ", Assert.Single(Delivery.Lines(_format, "delete.json")), StringComparison.Ordinal);

    [Fact]
    public void Parse_CloudEvent_IsKnownByItsId() =>
        Assert.Equal(["Pushed library/team/app:v1.0@sha256:1111 4b2f89a6-548d-4c12-9993-a1f5790b97d2"], Delivery.Lines(_format, "cloud-event.json"));

    [Fact]
    public void Parse_OtherEvents_AreNone() => Assert.Empty(Delivery.Lines(_format, "replication.json"));

    /// <summary>The format of its own has no id: a repeated delivery is the same event, a later push of the same tag is not.</summary>
    [Fact]
    public void Parse_DeliveredTwice_HasTheSameId()
    {
        var first = Assert.Single(Delivery.Read(_format, Delivery.Body("push.json")));
        var later = System.Text.Encoding.UTF8.GetString(Delivery.Body("push.json")).Replace("1680501893", "1680501899", StringComparison.Ordinal);

        Assert.Equal(first, Assert.Single(Delivery.Read(_format, Delivery.Body("push.json"))));
        Assert.NotEqual(first.Id, Assert.Single(Delivery.Read(_format, later)).Id);
    }
}
