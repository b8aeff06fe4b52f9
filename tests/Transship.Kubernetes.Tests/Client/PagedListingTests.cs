using Transship.Kubernetes.Client;
using Transship.Testing.Http;

namespace Transship.Kubernetes.Tests.Client;

public sealed class PagedListingTests : ClientFixture
{
    [Fact]
    public async Task R2_ListAllAsync_SeveralPages_AreJoined()
    {
        Server.On($"GET {Everywhere}?limit=500", Page("7", "t1", "a", "b")).On($"GET {Everywhere}?limit=500&continue=t1", Page("7", "", "c"));

        var all = await Client.ListAllAsync<Gadget>(new ListQuery(), None);

        Assert.Equal(["a", "b", "c"], all.Items.Select(item => item.Metadata.Name));
        Assert.Equal("7", all.Metadata.ResourceVersion);
    }

    [Fact]
    public async Task R2_ListAllAsync_TokenExpires_FallsBackToOneFullList()
    {
        Server.On($"GET {Everywhere}?limit=500", Page("7", "t1", "a"))
            .On($"GET {Everywhere}?limit=500&continue=t1", Answer.Refuse(410, "Expired", "The provided continue parameter is too old"))
            .On($"GET {Everywhere}", Page("9", "", "a", "b"));

        var all = await Client.ListAllAsync<Gadget>(new ListQuery(), None);

        Assert.Equal(["a", "b"], all.Items.Select(item => item.Metadata.Name));
        Assert.DoesNotContain("limit", Server.Requests[2].Query.Keys);
    }

    [Fact]
    public async Task R2_ListAllAsync_VersionSet_AsksForNoPages()
    {
        Server.On($"GET {Everywhere}?resourceVersion=0", Page("7", "", "a"));

        await Client.ListAllAsync<Gadget>(new ListQuery { ResourceVersion = "0" }, None);

        Assert.DoesNotContain("limit", Server.Requests.Single().Query.Keys);
    }

    private static Answer Page(string version, string token, params string[] names) => Answer.Json(
        $$"""{"metadata":{"resourceVersion":"{{version}}","continue":"{{token}}"},"items":[{{string.Join(',', names.Select(name => Json(name)))}}]}""");
}
