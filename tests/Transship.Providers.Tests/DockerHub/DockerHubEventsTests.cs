using System.Text;
using Transship.Providers.DockerHub;
using Transship.Providers.Tests.Events;

namespace Transship.Providers.Tests.DockerHub;

public sealed class DockerHubEventsTests
{
    private readonly DockerHubEvents _format = new();

    [Fact]
    public void Parse_Push_IsATag() => Assert.StartsWith("Pushed svendowideit/testhook:latest@- ", Assert.Single(Delivery.Lines(_format, "push.json")), StringComparison.Ordinal);

    [Fact]
    public void Parse_SameTagPushedLater_IsAnotherEvent()
    {
        var later = Encoding.UTF8.GetString(Delivery.Body("push.json")).Replace("1417566161", "1417566162", StringComparison.Ordinal);

        Assert.NotEqual(Delivery.Read(_format, Delivery.Body("push.json"))[0].Id, Delivery.Read(_format, later)[0].Id);
    }
}
