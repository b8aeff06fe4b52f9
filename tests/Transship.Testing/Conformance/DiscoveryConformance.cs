using Xunit;

namespace Transship.Testing.Conformance;

/// <summary>How clients learn what a server offers.</summary>
public abstract class DiscoveryConformance(IConformanceServer server) : ConformanceTests(server)
{
    [Fact]
    public async Task Group_ListsItsVersions()
    {
        var groups = await Api.GetAsync("apis");
        var group = Assert.Single(groups["groups"]!.AsArray(), entry => entry!["name"]!.ToString() == Widgets.Group)!;

        Assert.Equal("APIGroupList", groups.Text("kind"));
        Assert.Equal(Widgets.ApiVersion, group["preferredVersion"]!["groupVersion"]!.ToString());
    }

    [Fact]
    public async Task Version_ListsItsResources()
    {
        var version = await Api.GetAsync($"apis/{Widgets.ApiVersion}");
        var resources = version["resources"]!.AsArray();
        var widgets = Assert.Single(resources, entry => entry!["name"]!.ToString() == "widgets")!;

        Assert.Equal("APIResourceList", version.Text("kind"));
        Assert.Equal("Widget", widgets["kind"]!.ToString());
        Assert.Equal("widget", widgets["singularName"]!.ToString());
        Assert.True(widgets["namespaced"]!.GetValue<bool>());
        Assert.Equal("""["wdg"]""", widgets["shortNames"]!.ToJsonString());
        Assert.Equal("""["conformance"]""", widgets["categories"]!.ToJsonString());
        Assert.Equal(["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"], widgets["verbs"]!.AsArray().Select(verb => verb!.ToString()).Order(StringComparer.Ordinal));
        Assert.Contains(resources, entry => entry!["name"]!.ToString() == "widgets/status");
    }

    [Theory]
    [InlineData("secrets", true)]
    [InlineData("configmaps", true)]
    [InlineData("events", true)]
    [InlineData("serviceaccounts", true)]
    [InlineData("namespaces", false)]
    public async Task Core_ListsWhatAnOperatorNeeds(string plural, bool isNamespaced)
    {
        var resource = Assert.Single((await Api.GetAsync("api/v1"))["resources"]!.AsArray(), entry => entry!["name"]!.ToString() == plural)!;

        Assert.Equal(isNamespaced, resource["namespaced"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("apis/nobody.example.com")]
    [InlineData("apis/nobody.example.com/v1")]
    [InlineData("nothing/here")]
    public async Task UnknownPath_Gets404(string path) => Assert.Equal(404, (await Api.GetAsync(path)).Code);

    [Theory]
    [InlineData("healthz")]
    [InlineData("livez")]
    [InlineData("readyz")]
    public async Task Health_IsOk(string path)
    {
        var answer = await Api.GetAsync(path, "*/*");

        Assert.Equal(200, answer.Code);
    }

    [Fact]
    public async Task Version_NamesTheRelease()
    {
        var version = await Api.GetAsync("version");

        Assert.Equal("1", version.Text("major"));
        Assert.StartsWith("v1.", version.Text("gitVersion"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AccessReview_OfWhoMayDoEverything_IsAllowed()
    {
        var review = await Api.CreateAsync(
            "apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"delete","resource":"secrets","namespace":"default"}}}""");

        Assert.Equal(201, review.Code);
        Assert.True(review["status", "allowed"]!.GetValue<bool>());
    }
}
