using System.Text.Json.Nodes;
using Xunit;

namespace Transship.Testing.Conformance;

/// <summary>What becomes of dependents when their owner goes.</summary>
public abstract class GarbageConformance(IConformanceServer server) : ConformanceTests(server)
{
    private string ConfigMaps => Core("configmaps");

    [Theory]
    [InlineData("Background")]
    [InlineData("Foreground")]
    public async Task OwnerDeleted_DependentsGoToo(string propagation)
    {
        var owner = await CreateAsync("owner");
        var child = await CreateAsync("child", Owner("owner", owner.Uid));
        await CreateAsync("grandchild", Owner("child", child.Uid));

        Assert.Equal(200, (await Api.DeleteAsync($"{ConfigMaps}/owner", Options(propagation))).Code);

        Assert.Null(await Api.UntilAsync(ConfigMaps, "child", Gone));
        Assert.Null(await Api.UntilAsync(ConfigMaps, "grandchild", Gone));
        Assert.Null(await Api.UntilAsync(ConfigMaps, "owner", Gone));
    }

    [Fact]
    public async Task Foreground_OwnerWaitsForItsDependents()
    {
        var owner = await CreateAsync("owner");
        var child = Owner("owner", owner.Uid);
        child["finalizers"] = new JsonArray("example.com/hold");
        await CreateAsync("child", child);

        var deleted = await Api.DeleteAsync($"{ConfigMaps}/owner", Options("Foreground"));
        await Api.UntilAsync(ConfigMaps, "child", item => item?["metadata"]!["deletionTimestamp"] is not null);
        var waiting = await Api.GetAsync($"{ConfigMaps}/owner");
        await Api.PatchAsync($"{ConfigMaps}/child", """{"metadata":{"finalizers":null}}""");

        Assert.Contains("foregroundDeletion", deleted["metadata", "finalizers"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(200, waiting.Code);
        Assert.Null(await Api.UntilAsync(ConfigMaps, "owner", Gone));
    }

    [Fact]
    public async Task Orphan_DependentsStayWithoutOwner()
    {
        var owner = await CreateAsync("owner");
        await CreateAsync("child", Owner("owner", owner.Uid));

        await Api.DeleteAsync($"{ConfigMaps}/owner", Options("Orphan"));
        Assert.Null(await Api.UntilAsync(ConfigMaps, "owner", Gone));

        var child = await Api.GetAsync($"{ConfigMaps}/child");
        Assert.Equal(200, child.Code);
        Assert.Null(child["metadata", "ownerReferences"]);
    }

    [Fact]
    public async Task OneOfTwoOwnersDeleted_DependentStaysWithTheOther()
    {
        var first = await CreateAsync("first");
        var second = await CreateAsync("second");
        var metadata = Owner("first", first.Uid);
        metadata["ownerReferences"]!.AsArray().Add(Reference("second", second.Uid));
        await CreateAsync("child", metadata);

        await Api.DeleteAsync($"{ConfigMaps}/first", Options("Background"));

        var child = await Api.UntilAsync(ConfigMaps, "child", item => item?["metadata"]!["ownerReferences"]?.AsArray().Count == 1);
        Assert.Equal("second", child!["metadata"]!["ownerReferences"]![0]!["name"]!.ToString());
    }

    [Fact]
    public async Task OwnerThatNeverWas_DependentIsCollected()
    {
        await CreateAsync("child", Owner("nobody", "11111111-2222-4333-8444-555555555555"));

        Assert.Null(await Api.UntilAsync(ConfigMaps, "child", Gone));
    }

    private static bool Gone(JsonObject? item) => item is null;

    private static JsonObject Options(string propagation) => new() { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions", ["propagationPolicy"] = propagation };

    private static JsonObject Owner(string name, string uid) => new() { ["ownerReferences"] = new JsonArray(Reference(name, uid)) };

    private static JsonObject Reference(string name, string uid) =>
        new() { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["name"] = name, ["uid"] = uid, ["blockOwnerDeletion"] = true };

    private async Task<ApiAnswer> CreateAsync(string name, JsonObject? metadata = null)
    {
        metadata ??= [];
        metadata["name"] = name;
        var created = await Api.CreateAsync(ConfigMaps, new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = metadata });
        Assert.Equal(201, created.Code);
        return created;
    }
}
