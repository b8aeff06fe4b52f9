using System.Text;
using Transship.Providers.Events;
using Transship.Providers.GoogleGcr;
using Transship.Providers.Tests.Events;

namespace Transship.Providers.Tests.GoogleGcr;

public sealed class GoogleGcrEventsTests
{
    private static readonly string Digest = $"sha256:{new string('1', 64)}";
    private static readonly string Pinned = $"us-east1-docker.pkg.dev/my-project/my-repo/team/hello-world@{Digest}";

    private readonly GoogleGcrEvents _format = new();

    [Fact]
    public void Parse_PushWithTag_IsTagAndDigest()
    {
        var told = Assert.Single(Read($$"""{"action": "INSERT", "digest": "{{Pinned}}", "tag": "us-east1-docker.pkg.dev/my-project/my-repo/team/hello-world:1.1"}"""));

        Assert.Equal(new RegistryEvent(RegistryEventKind.Pushed, "my-project/my-repo/team/hello-world") { Id = "2070443601311540", Tag = "1.1", Digest = Digest }, told);
    }

    [Fact]
    public void Parse_PushWithoutTag_IsTheDigest()
    {
        var told = Assert.Single(Read($$"""{"action": "INSERT", "digest": "{{Pinned}}"}"""));

        Assert.Equal((null, Digest), (told.Tag, told.Digest));
    }

    [Fact]
    public void Parse_TagRemoved_IsTheTagAlone()
    {
        var told = Assert.Single(Read("""{"action": "DELETE", "tag": "us-east1-docker.pkg.dev/my-project/my-repo/team/hello-world:1.1"}"""));

        Assert.Equal((RegistryEventKind.Deleted, "1.1", null), (told.Kind, told.Tag, told.Digest));
    }

    [Fact]
    public void Parse_OfAnotherRegion_IsNone() => Assert.Empty(Read($$"""{"action": "INSERT", "digest": "{{Pinned}}"}""", "https://europe-docker.pkg.dev"));

    [Fact]
    public void Parse_UnwrappedPayload_SaysWhatToSet() => Assert.Contains(
        "payload unwrapping",
        Assert.Throws<EventFormatException>(() => Delivery.Read(_format, """{"action": "INSERT"}""")).Message,
        StringComparison.Ordinal);

    private IReadOnlyList<RegistryEvent> Read(string data, string endpoint = "https://us-east1-docker.pkg.dev") => Delivery.Read(
        _format,
        Encoding.UTF8.GetBytes($$"""
            {
              "message": {
                "data": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes(data))}}",
                "messageId": "2070443601311540", "message_id": "2070443601311540", "publishTime": "2021-02-26T19:13:55.749Z"
              },
              "subscription": "projects/my-project/subscriptions/transship"
            }
            """),
        endpoint);
}
