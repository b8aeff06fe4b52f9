using System.Text.Json.Nodes;
using Transship.Testing.Conformance;

namespace Transship.Embedded.Tests.Storage;

public sealed class RestartTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Path => $"apis/{Widgets.ApiVersion}/namespaces/default/widgets";

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task StartAsync_OnAUsedDirectory_GoesOnWhereItWas()
    {
        ApiAnswer before;
        await using (var server = await StartAsync())
        {
            before = await WithAsync(server, async api =>
            {
                await api.CreateAsync(Widgets.Definitions, Widgets.Definition());
                return await api.CreateAsync(Path, Widgets.Of("one"));
            });
        }

        await using var again = await StartAsync();
        var after = await WithAsync(again, api => api.GetAsync($"{Path}/one"));
        var next = await WithAsync(again, api => api.PatchAsync($"{Path}/one", """{"spec":{"size":2}}"""));

        Assert.Equal(Sorted.Json(before.Body), Sorted.Json(after.Body));
        Assert.True(int.Parse(next.Version, System.Globalization.CultureInfo.InvariantCulture) > int.Parse(before.Version, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task StartAsync_OwnerDeletedBeforeTheRestart_DependentIsCollected()
    {
        await using (var server = await StartAsync())
        {
            await WithAsync(server, api => api.CreateAsync(
                "api/v1/namespaces/default/configmaps",
                """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"kept","finalizers":["example.com/hold"],"ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"o","uid":"11111111-2222-4333-8444-555555555555"}]}}"""));
        }

        await using var again = await StartAsync();

        var marked = await WithAsync(again, api => api.UntilAsync("api/v1/namespaces/default/configmaps", "kept", item => item?["metadata"]!["deletionTimestamp"] is not null));
        Assert.NotNull(marked);
    }

    [Fact]
    public async Task StartAsync_DefinitionOfTheOptionsChanged_IsBroughtUpToDate()
    {
        await using (await StartAsync(Widgets.Definition()))
        {
        }

        var changed = Widgets.Definition();
        changed["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["properties"]!["mode"]!["default"] = "Slow";
        await using var again = await StartAsync(changed);

        var created = await WithAsync(again, api => api.CreateAsync(Path, Widgets.Of("one")));

        Assert.Equal("Slow", created.Text("spec", "mode"));
    }

    private static async Task<T> WithAsync<T>(EmbeddedApiServer server, Func<ApiSession, Task<T>> use)
    {
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = server.BaseAddress };
        return await use(new ApiSession(client));
    }

    private Task<EmbeddedApiServer> StartAsync(params JsonObject[] definitions) =>
        EmbeddedApiServer.StartAsync(new EmbeddedApiServerOptions { DataDirectory = _directory.Info, Definitions = definitions });
}
