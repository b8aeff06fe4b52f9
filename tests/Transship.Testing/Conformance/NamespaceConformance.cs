using System.Text.Json.Nodes;
using Xunit;

namespace Transship.Testing.Conformance;

/// <summary>The life of a namespace.</summary>
public abstract class NamespaceConformance(IConformanceServer server) : ConformanceTests(server)
{
    private const string Namespaces = "api/v1/namespaces";

    [Fact]
    public async Task Create_BeginsActive()
    {
        var created = await Api.GetAsync($"{Namespaces}/{Namespace}");

        Assert.Equal("Active", created.Text("status", "phase"));
        Assert.Equal("""["kubernetes"]""", created["spec", "finalizers"]!.ToJsonString());
    }

    [Fact]
    public async Task Delete_TakesTheContentAlong()
    {
        await Api.CreateAsync(Core("configmaps"), """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"}}""");
        await CreatedAsync("one");

        var deleted = await Api.DeleteAsync($"{Namespaces}/{Namespace}");

        Assert.Equal(200, deleted.Code);
        Assert.Equal("Terminating", deleted.Text("status", "phase"));
        Assert.Null(await Api.UntilAsync(Namespaces, Namespace, item => item is null));
        Assert.Equal(404, (await Api.GetAsync($"{WidgetsPath}/one")).Code);
    }

    [Fact]
    public async Task F2_CreateInATerminatingNamespace_Gets403()
    {
        await Api.CreateAsync(Core("configmaps"), """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"hold","finalizers":["example.com/hold"]}}""");
        await Api.DeleteAsync($"{Namespaces}/{Namespace}");

        var refused = await Api.CreateAsync(Core("configmaps"), """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"late"}}""");
        await Api.PatchAsync(Core("configmaps/hold"), """{"metadata":{"finalizers":null}}""");

        Assert.Equal(403, refused.Code);
        Assert.Equal("Forbidden", refused.Reason);
        Assert.Contains("because it is being terminated", refused.Message, StringComparison.Ordinal);
        Assert.Equal("NamespaceTerminating", refused.Text("details", "causes", "0", "reason"));
        Assert.Null(await Api.UntilAsync(Namespaces, Namespace, item => item is null));
    }

    [Fact]
    public async Task Create_NameThatIsNoLabel_Gets422()
    {
        var refused = await Api.CreateAsync(Namespaces, new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = "a.b" } });

        Assert.Equal(422, refused.Code);
        Assert.Contains("metadata.name", CauseFields(refused));
    }
}
