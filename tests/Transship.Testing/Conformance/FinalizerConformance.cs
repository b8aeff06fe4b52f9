using System.Text.Json.Nodes;
using Xunit;

namespace Transship.Testing.Conformance;

/// <summary>Finalizers: an object that is asked to go stays until they are done.</summary>
public abstract class FinalizerConformance(IConformanceServer server) : ConformanceTests(server)
{
    private string One => $"{WidgetsPath}/one";

    [Fact]
    public async Task Delete_WithFinalizer_MarksTheObject()
    {
        await ProtectedAsync();

        var deleted = await Api.DeleteAsync(One);

        Assert.Equal(200, deleted.Code);
        Assert.NotEmpty(deleted.Text("metadata", "deletionTimestamp"));
        Assert.Equal("0", deleted.Text("metadata", "deletionGracePeriodSeconds"));
        Assert.Equal("2", deleted.Text("metadata", "generation"));
    }

    [Fact]
    public async Task Delete_Twice_ChangesNothing()
    {
        await ProtectedAsync();

        var first = await Api.DeleteAsync(One);
        var second = await Api.DeleteAsync(One);

        Assert.Equal(first.Text("metadata", "deletionTimestamp"), second.Text("metadata", "deletionTimestamp"));
        Assert.Equal(first.Version, second.Version);
    }

    [Fact]
    public async Task LastFinalizerRemoved_ObjectIsGone()
    {
        await ProtectedAsync();
        await Api.DeleteAsync(One);

        var released = await Api.PatchAsync(One, """{"metadata":{"finalizers":null}}""");

        Assert.Equal(200, released.Code);
        Assert.Equal(404, (await Api.GetAsync(One)).Code);
    }

    [Fact]
    public async Task F2_NewFinalizerWhileTerminating_IsRefused()
    {
        await ProtectedAsync();
        await Api.DeleteAsync(One);

        var refused = await Api.PatchAsync(One, """{"metadata":{"finalizers":["example.com/hold","example.com/late"]}}""");

        Assert.Equal(422, refused.Code);
        Assert.Contains("no new finalizers can be added if the object is being deleted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TerminatingObject_CanStillBeChanged()
    {
        await ProtectedAsync();
        await Api.DeleteAsync(One);

        Assert.Equal(200, (await Api.PatchAsync(One, """{"spec":{"size":2}}""")).Code);
        Assert.Equal(200, (await Api.PatchAsync($"{One}/status", """{"status":{"note":"going"}}""")).Code);
    }

    [Fact]
    public async Task DeletionTimestamp_CannotBeSetOrTakenBack()
    {
        await CreatedAsync("two");
        var set = await Api.PatchAsync($"{WidgetsPath}/two", """{"metadata":{"deletionTimestamp":"2020-01-01T00:00:00Z"}}""");
        await ProtectedAsync();
        await Api.DeleteAsync(One);
        var taken = await Api.PatchAsync(One, """{"metadata":{"deletionTimestamp":null}}""");

        Assert.Null(set["metadata", "deletionTimestamp"]);
        Assert.NotNull(taken["metadata", "deletionTimestamp"]);
    }

    private async Task ProtectedAsync()
    {
        var widget = Widgets.Of("one");
        widget["metadata"]!["finalizers"] = new JsonArray("example.com/hold");
        Assert.Equal(201, (await Api.CreateAsync(WidgetsPath, widget)).Code);
    }
}
