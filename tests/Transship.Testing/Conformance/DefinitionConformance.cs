using System.Text.Json.Nodes;
using Xunit;

namespace Transship.Testing.Conformance;

/// <summary>CustomResourceDefinitions that come, change and go.</summary>
public abstract class DefinitionConformance(IConformanceServer server) : ConformanceTests(server)
{
    [Fact]
    public async Task Created_IsEstablishedWithItsNames()
    {
        var definition = await Api.GetAsync($"{Widgets.Definitions}/{Widgets.DefinitionName}");

        Assert.Equal("""["v1"]""", definition["status", "storedVersions"]!.ToJsonString());
        Assert.Equal("Widget", definition.Text("status", "acceptedNames", "kind"));
        Assert.Contains(definition["status", "conditions"]!.AsArray(), condition => condition!["type"]!.ToString() == "NamesAccepted" && condition["status"]!.ToString() == "True");
    }

    [Fact]
    public async Task Deleted_TakesItsObjectsAlong()
    {
        var name = await DefineAsync("gone", _ => { });
        var path = $"apis/{Widgets.Group}/v1/namespaces/{Namespace}/{name}";
        await ServedAsync(path);
        await Api.CreateAsync(path, new JsonObject { ["apiVersion"] = Widgets.ApiVersion, ["kind"] = Kind(name), ["metadata"] = new JsonObject { ["name"] = "one" } });

        await Api.DeleteAsync($"{Widgets.Definitions}/{name}.{Widgets.Group}");

        Assert.Null(await Api.UntilAsync(Widgets.Definitions, $"{name}.{Widgets.Group}", item => item is null));
    }

    [Fact]
    public async Task NameThatDoesNotFit_Gets422()
    {
        var definition = Simple("misnamed");
        definition["metadata"]!["name"] = "other." + Widgets.Group;

        var refused = await Api.CreateAsync(Widgets.Definitions, definition);

        Assert.Equal(422, refused.Code);
        Assert.Contains("metadata.name", CauseFields(refused));
    }

    [Fact]
    public async Task SchemaThatIsNotStructural_Gets422()
    {
        var definition = Simple("shapeless");
        definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"] = new JsonObject { ["spec"] = new JsonObject { ["description"] = "no type" } };

        var refused = await Api.CreateAsync(Widgets.Definitions, definition);

        Assert.Equal(422, refused.Code);
        Assert.Contains("openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoSchema_Gets422()
    {
        var definition = Simple("bare");
        definition["spec"]!["versions"]![0]!.AsObject().Remove("schema");

        Assert.Equal(422, (await Api.CreateAsync(Widgets.Definitions, definition)).Code);
    }

    [Fact]
    public async Task TwoStorageVersions_Gets422()
    {
        var definition = Simple("double");
        var second = definition["spec"]!["versions"]![0]!.DeepClone();
        second["name"] = "v2";
        definition["spec"]!["versions"]!.AsArray().Add(second);

        Assert.Equal(422, (await Api.CreateAsync(Widgets.Definitions, definition)).Code);
    }

    [Fact]
    public async Task TwoVersions_ServeTheSameObjects()
    {
        var name = await DefineAsync("twins", definition =>
        {
            var second = definition["spec"]!["versions"]![0]!.DeepClone();
            second["name"] = "v2";
            second["storage"] = false;
            definition["spec"]!["versions"]!.AsArray().Add(second);
        });
        var old = $"apis/{Widgets.Group}/v1/namespaces/{Namespace}/{name}";
        var fresh = $"apis/{Widgets.Group}/v2/namespaces/{Namespace}/{name}";
        await ServedAsync(old);
        await ServedAsync(fresh);
        await Api.CreateAsync(old, new JsonObject { ["apiVersion"] = Widgets.ApiVersion, ["kind"] = Kind(name), ["metadata"] = new JsonObject { ["name"] = "one" } });

        var seen = await Api.GetAsync($"{fresh}/one");
        await Api.DeleteAsync($"{Widgets.Definitions}/{name}.{Widgets.Group}");

        Assert.Equal(200, seen.Code);
        Assert.Equal($"{Widgets.Group}/v2", seen.Text("apiVersion"));
    }

    [Fact]
    public async Task IntOrString_TakesBothAndNothingElse()
    {
        var name = await DefineAsync("ports", definition => definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"] = new JsonObject
        {
            ["port"] = new JsonObject { ["x-kubernetes-int-or-string"] = true },
        });
        var path = $"apis/{Widgets.Group}/v1/namespaces/{Namespace}/{name}";
        await ServedAsync(path);

        var number = await Api.CreateAsync(path, Object(name, "number", 5));
        var text = await Api.CreateAsync(path, Object(name, "text", "http"));
        var other = await Api.CreateAsync(path, Object(name, "other", true));
        await Api.DeleteAsync($"{Widgets.Definitions}/{name}.{Widgets.Group}");

        Assert.Equal([201, 201, 422], new[] { number.Code, text.Code, other.Code });

        static JsonObject Object(string plural, string name, JsonNode port) =>
            new() { ["apiVersion"] = Widgets.ApiVersion, ["kind"] = Kind(plural), ["metadata"] = new JsonObject { ["name"] = name }, ["port"] = port };
    }

    private static string Kind(string plural) => char.ToUpperInvariant(plural[0]) + plural[1..];

    private static JsonObject Simple(string plural) => new()
    {
        ["apiVersion"] = "apiextensions.k8s.io/v1",
        ["kind"] = "CustomResourceDefinition",
        ["metadata"] = new JsonObject { ["name"] = $"{plural}.{Widgets.Group}" },
        ["spec"] = new JsonObject
        {
            ["group"] = Widgets.Group,
            ["scope"] = "Namespaced",
            ["names"] = new JsonObject { ["plural"] = plural, ["kind"] = Kind(plural) },
            ["versions"] = new JsonArray(new JsonObject
            {
                ["name"] = "v1",
                ["served"] = true,
                ["storage"] = true,
                ["schema"] = new JsonObject { ["openAPIV3Schema"] = new JsonObject { ["type"] = "object" } },
            }),
        },
    };

    private async Task<string> DefineAsync(string prefix, Action<JsonObject> change)
    {
        var name = $"{prefix}{Guid.NewGuid():N}"[..16];
        var definition = Simple(name);
        change(definition);
        var created = await Api.CreateAsync(Widgets.Definitions, definition);
        Assert.True(created.Code == 201, created.Message);
        return name;
    }

    private async Task ServedAsync(string path)
    {
        for (var attempt = 0; attempt < 2000; attempt++)
        {
            if ((await Api.GetAsync(path)).Code == 200)
            {
                return;
            }
        }

        Assert.Fail($"{path} is not served.");
    }
}
