using System.Text;
using Transship.Providers.Events;

namespace Transship.Providers.Tests.Events;

public sealed class EventFormatsTests
{
    public static TheoryData<string> Names => [.. EventFormats.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Parse_NoDelivery_IsRefusedWithASentence(string name)
    {
        var format = Find(name);

        foreach (var body in new[] { "", "[]", "null", "{", "\"text\"", "{}", new string('[', 100_000) })
        {
            var refused = Assert.Throws<EventFormatException>(() => Delivery.Read(format, body));
            Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Whatever type a member has, a reader neither fails in a way of its own nor invents events.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Parse_MembersOfOtherTypes_ReadAsMissing(string name)
    {
        var format = Find(name);
        string[] members =
        [
            "events", "type", "specversion", "event_data", "data", "repository", "push_data", "action", "target", "source", "detail", "detail-type", "message",
            "package", "registry_package", "event_type", "domain", "updated_tags", "request",
        ];
        foreach (var value in new[] { "1", "null", "[]", "{}", "[1]", "[{}]", "true" })
        {
            var body = Encoding.UTF8.GetBytes($"{{{string.Join(',', members.Select(member => $"\"{member}\":{value}"))}}}");
            try
            {
                Assert.Empty(Delivery.Read(format, body, headers: [("X-GitHub-Event", "package")]));
            }
            catch (EventFormatException)
            {
                // To refuse it is as good.
            }
        }
    }

    [Theory]
    [InlineData(null, "docker-registry", "distribution")]
    [InlineData(null, "harbor", "harbor")]
    [InlineData("quay", "docker-registry", "quay")]
    public void TryFind_KnownFormat_IsThatOfTheEndpointUnlessNamed(string? name, string type, string expected)
    {
        Assert.True(EventFormats.TryFind(name, type, out var format));
        Assert.Equal(expected, format.Name);
    }

    [Theory]
    [InlineData(null, "oci-layout")]
    [InlineData("smoke-signals", "docker-registry")]
    public void TryFind_UnknownFormat_IsFalse(string? name, string type) => Assert.False(EventFormats.TryFind(name, type, out _));

    private static IEventFormat Find(string name)
    {
        Assert.True(EventFormats.TryFind(name, "", out var format));
        return format;
    }
}
