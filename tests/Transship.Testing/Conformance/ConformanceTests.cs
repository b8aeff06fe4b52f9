using System.Text.Json.Nodes;
using Xunit;

namespace Transship.Testing.Conformance;

/// <summary>What all classes of the suite share: the custom resource is defined, and every test has a namespace of its own.</summary>
/// <param name="server">The server under test.</param>
public abstract class ConformanceTests(IConformanceServer server) : IAsyncLifetime
{
    private const string Namespaces = "api/v1/namespaces";

    protected ApiSession Api { get; } = new(server.Client);

    /// <summary>The namespace of this test.</summary>
    protected string Namespace { get; } = $"conformance-{Guid.NewGuid():N}"[..24];

    /// <summary>The path of the widgets in the namespace of this test.</summary>
    protected string WidgetsPath => $"apis/{Widgets.ApiVersion}/namespaces/{Namespace}/widgets";

    /// <summary>The path of a core resource in the namespace of this test.</summary>
    protected string Core(string plural) => $"{Namespaces}/{Namespace}/{plural}";

    public async Task InitializeAsync()
    {
        var defined = await Api.CreateAsync(Widgets.Definitions, Widgets.Definition());
        Assert.True(defined.Code is 201 or 409, defined.Message);
        await Api.UntilAsync(Widgets.Definitions, Widgets.DefinitionName, definition => IsEstablished(definition!));
        await ServedAsync();
        var created = await Api.CreateAsync(Namespaces, new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = Namespace } });
        Assert.True(created.Code == 201, created.Message);
    }

    public async Task DisposeAsync()
    {
        await ReleaseAsync();
        await Api.DeleteAsync($"{Namespaces}/{Namespace}");
    }

    /// <summary>Creates a widget that must be accepted.</summary>
    protected async Task<ApiAnswer> CreatedAsync(string? name, string spec = "{}")
    {
        var created = await Api.CreateAsync(WidgetsPath, Widgets.Of(name, spec));
        Assert.True(created.Code == 201, created.Message);
        return created;
    }

    protected static string[] CauseFields(ApiAnswer answer) =>
        [.. (answer["details", "causes"] as JsonArray ?? []).Select(cause => cause!["field"]!.ToString())];

    // A finalizer that a test leaves behind would keep the namespace, and with it the definition, for ever.
    private async Task ReleaseAsync()
    {
        foreach (var widget in (await Api.GetAsync(WidgetsPath))["items"] as JsonArray ?? [])
        {
            if (widget!["metadata"]!["finalizers"] is not null)
            {
                await Api.PatchAsync($"{WidgetsPath}/{widget["metadata"]!["name"]}", """{"metadata":{"finalizers":null}}""");
            }
        }
    }

    private static bool IsEstablished(JsonObject definition) =>
        (ApiAnswer.Find(definition, "status", "conditions") as JsonArray ?? []).Any(condition => condition!["type"]!.ToString() == "Established" && condition["status"]!.ToString() == "True");

    // A server may serve a resource a moment after it is established.
    private async Task ServedAsync()
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            if ((await Api.GetAsync($"apis/{Widgets.ApiVersion}/widgets?limit=1")).Code == 200)
            {
                return;
            }
        }

        Assert.Fail("The widgets are established but not served.");
    }
}
