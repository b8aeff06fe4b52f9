using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace Transship.Testing.Conformance;

/// <summary>Creating, reading, replacing and deleting objects.</summary>
public abstract class ObjectConformance(IConformanceServer server) : ConformanceTests(server)
{
    [Fact]
    public async Task Create_ValidObject_GetsServerFields()
    {
        var created = await CreatedAsync("one");

        Assert.Equal("1", created.Text("metadata", "generation"));
        Assert.NotEmpty(created.Uid);
        Assert.NotEmpty(created.Version);
        Assert.Equal(Namespace, created.Text("metadata", "namespace"));
        Assert.True(DateTimeOffset.TryParseExact(created.Text("metadata", "creationTimestamp"), "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
    }

    [Fact]
    public async Task Create_ThatExists_Gets409AlreadyExists()
    {
        await CreatedAsync("one");

        var again = await Api.CreateAsync(WidgetsPath, Widgets.Of("one"));

        Assert.Equal(409, again.Code);
        Assert.Equal("AlreadyExists", again.Reason);
        Assert.Equal($"widgets.{Widgets.Group} \"one\" already exists", again.Message);
    }

    [Fact]
    public async Task Create_WithGenerateName_GetsAUniqueName()
    {
        var widget = Widgets.Of(null);
        widget["metadata"]!["generateName"] = "made-";

        var first = await Api.CreateAsync(WidgetsPath, widget);
        var second = await Api.CreateAsync(WidgetsPath, widget);

        Assert.Matches("^made-[a-z0-9]{5}$", first.Text("metadata", "name"));
        Assert.NotEqual(first.Text("metadata", "name"), second.Text("metadata", "name"));
    }

    [Theory]
    [InlineData("Upper")]
    [InlineData("-dash")]
    [InlineData("under_score")]
    public async Task Create_NameOutsideDns_Gets422NamingTheField(string name)
    {
        var refused = await Api.CreateAsync(WidgetsPath, Widgets.Of(name));

        Assert.Equal(422, refused.Code);
        Assert.Equal("Invalid", refused.Reason);
        Assert.Contains("metadata.name", CauseFields(refused));
    }

    [Fact]
    public async Task Create_NoNameAtAll_Gets422()
    {
        var refused = await Api.CreateAsync(WidgetsPath, Widgets.Of(null));

        Assert.Equal(422, refused.Code);
        Assert.Contains("name or generateName is required", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_InNamespaceThatIsNot_Gets404()
    {
        var refused = await Api.CreateAsync($"apis/{Widgets.ApiVersion}/namespaces/nowhere/widgets", Widgets.Of("one"));

        Assert.Equal(404, refused.Code);
        Assert.Equal("namespaces \"nowhere\" not found", refused.Message);
    }

    [Fact]
    public async Task Create_OtherKindThanThePath_Gets422NamingTheField()
    {
        var widget = Widgets.Of("one");
        widget["kind"] = "Gadget";

        var refused = await Api.CreateAsync(WidgetsPath, widget);

        Assert.Equal(422, refused.Code);
        Assert.Equal($"Gadget.{Widgets.Group} \"one\" is invalid: kind: Invalid value: \"Gadget\": must be Widget", refused.Message);
    }

    [Fact]
    public async Task Create_OtherVersionThanThePath_Gets400()
    {
        var widget = Widgets.Of("one");
        widget["apiVersion"] = $"{Widgets.Group}/v9";

        var refused = await Api.CreateAsync(WidgetsPath, widget);

        Assert.Equal(400, refused.Code);
        Assert.Equal($"the API version in the data ({Widgets.Group}/v9) does not match the expected API version ({Widgets.ApiVersion})", refused.Message);
    }

    [Fact]
    public async Task Create_OtherNamespaceThanThePath_Gets400()
    {
        var widget = Widgets.Of("one");
        widget["metadata"]!["namespace"] = "default";

        var refused = await Api.CreateAsync(WidgetsPath, widget);

        Assert.Equal(400, refused.Code);
        Assert.Equal("BadRequest", refused.Reason);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    public async Task Create_NoObject_Gets400(string body) => Assert.Equal(400, (await Api.CreateAsync(WidgetsPath, body)).Code);

    [Fact]
    public async Task Create_FromYaml_IsAccepted()
    {
        var created = await Api.CreateAsync(WidgetsPath, $"apiVersion: {Widgets.ApiVersion}\nkind: Widget\nmetadata:\n  name: one\nspec:\n  url: https://x\n  size: 3\n  words: [\"on\", '1']\n", "application/yaml");

        Assert.Equal(201, created.Code);
        Assert.Equal("3", created.Text("spec", "size"));
        Assert.Equal("""["on","1"]""", created["spec", "words"]!.ToJsonString());
    }

    [Fact]
    public async Task Create_WithStatus_DropsIt()
    {
        var widget = Widgets.Of("one");
        widget["status"] = new JsonObject { ["note"] = "mine" };

        Assert.Null((await Api.CreateAsync(WidgetsPath, widget))["status"]);
    }

    [Fact]
    public async Task Create_WithResourceVersion_IsRefused()
    {
        var widget = Widgets.Of("one");
        widget["metadata"]!["resourceVersion"] = "1";

        var refused = await Api.CreateAsync(WidgetsPath, widget);

        Assert.True(refused.Code is 400 or 500);
        Assert.Equal("resourceVersion should not be set on objects to be created", refused.Message);
    }

    [Fact]
    public async Task Create_DryRun_StoresNothing()
    {
        var created = await Api.CreateAsync($"{WidgetsPath}?dryRun=All", Widgets.Of("one"));

        Assert.Equal(201, created.Code);
        Assert.Equal("Fast", created.Text("spec", "mode"));
        Assert.Equal(404, (await Api.GetAsync($"{WidgetsPath}/one")).Code);
    }

    [Fact]
    public async Task Get_ThatIsNot_Gets404WithDetails()
    {
        var missing = await Api.GetAsync($"{WidgetsPath}/none");

        Assert.Equal(404, missing.Code);
        Assert.Equal("NotFound", missing.Reason);
        Assert.Equal("Failure", missing.Text("status"));
        Assert.Equal("404", missing.Text("code"));
        Assert.Equal("none", missing.Text("details", "name"));
        Assert.Equal(Widgets.Group, missing.Text("details", "group"));
        Assert.Equal("widgets", missing.Text("details", "kind"));
    }

    [Fact]
    public async Task Get_UnknownResource_Gets404() => Assert.Equal(404, (await Api.GetAsync($"apis/{Widgets.ApiVersion}/gadgets")).Code);

    [Fact]
    public async Task W1_ReplaceWithAnOldVersion_Gets409Conflict()
    {
        var created = await CreatedAsync("one");
        await Api.PatchAsync($"{WidgetsPath}/one", """{"spec":{"size":2}}""");

        var refused = await Api.ReplaceAsync($"{WidgetsPath}/one", created.Body);

        Assert.Equal(409, refused.Code);
        Assert.Equal("Conflict", refused.Reason);
        Assert.EndsWith("please apply your changes to the latest version and try again", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replace_WithoutVersion_Gets422ForCustomResources()
    {
        await CreatedAsync("one");

        var refused = await Api.ReplaceAsync($"{WidgetsPath}/one", Widgets.Of("one"));

        Assert.Equal(422, refused.Code);
        Assert.Contains("metadata.resourceVersion", CauseFields(refused));
    }

    [Fact]
    public async Task Replace_ThatIsNot_Gets404() => Assert.Equal(404, (await Api.ReplaceAsync($"{WidgetsPath}/none", Widgets.Of("none"))).Code);

    [Fact]
    public async Task Replace_OtherUid_Gets409()
    {
        var created = await CreatedAsync("one");
        created.Body["metadata"]!["uid"] = "11111111-2222-4333-8444-555555555555";

        Assert.Equal(409, (await Api.ReplaceAsync($"{WidgetsPath}/one", created.Body)).Code);
    }

    [Fact]
    public async Task Replace_ServerFields_StayAsTheyAre()
    {
        var created = await CreatedAsync("one");
        var wanted = created.Body.DeepClone();
        wanted["metadata"]!["generation"] = 77;
        wanted["spec"]!["size"] = 2;

        var replaced = await Api.ReplaceAsync($"{WidgetsPath}/one", wanted);

        Assert.Equal(200, replaced.Code);
        Assert.Equal("2", replaced.Text("metadata", "generation"));
        Assert.Equal(created.Text("metadata", "creationTimestamp"), replaced.Text("metadata", "creationTimestamp"));
    }

    [Fact]
    public async Task Replace_NothingChanged_KeepsTheVersion()
    {
        var created = await CreatedAsync("one");

        var replaced = await Api.ReplaceAsync($"{WidgetsPath}/one", created.Body);

        Assert.Equal(created.Version, replaced.Version);
    }

    [Fact]
    public async Task Generation_CountsChangesOfSpecOnly()
    {
        await CreatedAsync("one");
        var path = $"{WidgetsPath}/one";

        var labelled = await Api.PatchAsync(path, """{"metadata":{"labels":{"a":"b"}}}""");
        var reported = await Api.PatchAsync($"{path}/status", """{"status":{"note":"x"}}""");
        var changed = await Api.PatchAsync(path, """{"spec":{"size":2}}""");

        Assert.Equal("1", labelled.Text("metadata", "generation"));
        Assert.Equal("1", reported.Text("metadata", "generation"));
        Assert.Equal("2", changed.Text("metadata", "generation"));
    }

    [Fact]
    public async Task Status_IsWrittenThroughItsSubresourceOnly()
    {
        await CreatedAsync("one");
        var path = $"{WidgetsPath}/one";

        var direct = await Api.PatchAsync(path, """{"status":{"note":"direct"}}""");
        var through = await Api.PatchAsync($"{path}/status", """{"status":{"note":"through"},"spec":{"size":9},"metadata":{"labels":{"a":"b"}}}""");

        Assert.Null(direct["status"]);
        Assert.Equal("through", through.Text("status", "note"));
        Assert.Null(through["spec", "size"]);
        Assert.Null(through["metadata", "labels"]);
    }

    [Fact]
    public async Task W9_DeleteWithOtherUid_Gets409()
    {
        var created = await CreatedAsync("one");

        var refused = await Api.DeleteAsync($"{WidgetsPath}/one", Preconditions("uid", "11111111-2222-4333-8444-555555555555"));
        var accepted = await Api.DeleteAsync($"{WidgetsPath}/one", Preconditions("uid", created.Uid));

        Assert.Equal(409, refused.Code);
        Assert.Equal("Conflict", refused.Reason);
        Assert.Equal(200, accepted.Code);
        Assert.Equal("Success", accepted.Text("status"));
        Assert.Equal(created.Uid, accepted.Text("details", "uid"));
    }

    [Fact]
    public async Task W9_DeleteWithOldVersion_Gets409()
    {
        var created = await CreatedAsync("one");
        await Api.PatchAsync($"{WidgetsPath}/one", """{"spec":{"size":2}}""");

        Assert.Equal(409, (await Api.DeleteAsync($"{WidgetsPath}/one", Preconditions("resourceVersion", created.Version))).Code);
    }

    [Fact]
    public async Task Delete_ThatIsNot_Gets404() => Assert.Equal(404, (await Api.DeleteAsync($"{WidgetsPath}/none")).Code);

    [Fact]
    public async Task DeleteAll_WithSelector_LeavesTheOthers()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            var widget = Widgets.Of(name);
            widget["metadata"]!["labels"] = new JsonObject { ["name"] = name };
            await Api.CreateAsync(WidgetsPath, widget);
        }

        Assert.Equal(200, (await Api.DeleteAsync($"{WidgetsPath}?labelSelector=name+in+(a,b)")).Code);

        var left = (JsonArray)(await Api.GetAsync(WidgetsPath))["items"]!;
        Assert.Equal("c", Assert.Single(left)!["metadata"]!["name"]!.ToString());
    }

    [Fact]
    public async Task Unknown_Method_Gets405() => Assert.Equal(405, (await Api.CreateAsync(Core("configmaps/one"), """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"}}""")).Code);

    private static JsonObject Preconditions(string name, string value) =>
        new() { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions", ["preconditions"] = new JsonObject { [name] = value } };
}
