using System.Text.Json.Nodes;
using Xunit;

namespace Transship.Testing.Conformance;

/// <summary>Watches: what they send, where they resume, how they end.</summary>
public abstract class WatchConformance(IConformanceServer server) : ConformanceTests(server)
{
    [Fact]
    public async Task Watch_FromAVersion_SendsWhatCameAfter()
    {
        await CreatedAsync("before");
        var start = await Api.GetAsync(WidgetsPath);
        await CreatedAsync("one");
        await Api.PatchAsync($"{WidgetsPath}/one", """{"spec":{"size":2}}""");
        await Api.DeleteAsync($"{WidgetsPath}/one");

        var frames = await TakeAsync($"{WidgetsPath}?resourceVersion={start.Version}", 3);

        Assert.Equal(["ADDED one", "MODIFIED one", "DELETED one"], frames.Select(Describe));
    }

    [Fact]
    public async Task R11_DeletedFrame_HasTheLastStateAndANewerVersion()
    {
        var start = await Api.GetAsync(WidgetsPath);
        var created = await CreatedAsync("one", """{"size":7}""");
        await Api.DeleteAsync($"{WidgetsPath}/one");

        var deleted = (await TakeAsync($"{WidgetsPath}?resourceVersion={start.Version}", 2))[1];

        Assert.Equal("DELETED", deleted["type"]!.ToString());
        Assert.Equal("7", ApiAnswer.Find(deleted, "object", "spec", "size")!.ToString());
        Assert.True(Version(deleted) > long.Parse(created.Version, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Watch_Resumed_SendsNothingTwice()
    {
        var start = await Api.GetAsync(WidgetsPath);
        await CreatedAsync("one");
        await CreatedAsync("two");
        var first = (await TakeAsync($"{WidgetsPath}?resourceVersion={start.Version}", 1))[0];

        var rest = await TakeAsync($"{WidgetsPath}?resourceVersion={Version(first)}", 1);

        Assert.Equal(["ADDED two"], rest.Select(Describe));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    public async Task R5_FromNoVersion_BeginsWithTheObjectsThatExist(string version)
    {
        await CreatedAsync("one");
        await CreatedAsync("two");

        var frames = await TakeAsync($"{WidgetsPath}?resourceVersion={version}", 2);

        Assert.Equal(["ADDED one", "ADDED two"], frames.Select(Describe).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Watch_Selector_ShowsObjectsComingAndGoing()
    {
        var start = await Api.GetAsync(WidgetsPath);
        await CreatedAsync("one");
        await Api.PatchAsync($"{WidgetsPath}/one", """{"metadata":{"labels":{"show":"yes"}}}""");
        await Api.PatchAsync($"{WidgetsPath}/one", """{"spec":{"size":2}}""");
        var hidden = await Api.PatchAsync($"{WidgetsPath}/one", """{"metadata":{"labels":{"show":"no"}}}""");

        var frames = await TakeAsync($"{WidgetsPath}?labelSelector=show%3Dyes&resourceVersion={start.Version}", 3);

        Assert.Equal(["ADDED one", "MODIFIED one", "DELETED one"], frames.Select(Describe));
        Assert.Equal("yes", ApiAnswer.Find(frames[2], "object", "metadata", "labels", "show")!.ToString());
        Assert.Equal(hidden.Version, Version(frames[2]).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Watch_OfOneObject_SendsThatOneOnly()
    {
        var start = await Api.GetAsync(WidgetsPath);
        await CreatedAsync("one");
        await CreatedAsync("two");

        var frames = await TakeAsync($"{WidgetsPath}?fieldSelector=metadata.name%3Dtwo&resourceVersion={start.Version}", 1);

        Assert.Equal(["ADDED two"], frames.Select(Describe));
    }

    [Fact]
    public async Task R9_TimeoutReached_EndsCleanly()
    {
        var frames = new List<JsonObject>();
        await foreach (var frame in Api.WatchAsync($"{WidgetsPath}?resourceVersion={(await Api.GetAsync(WidgetsPath)).Version}&timeoutSeconds=1"))
        {
            frames.Add(frame);
        }

        Assert.Empty(frames);
    }

    [Fact]
    public async Task R7_VersionLongGone_Gets410()
    {
        var frame = (await TakeAsync($"{WidgetsPath}?resourceVersion=1", 1))[0];

        Assert.Equal("ERROR", frame["type"]!.ToString());
        Assert.Equal("410", ApiAnswer.Find(frame, "object", "code")!.ToString());
        Assert.Equal("Expired", ApiAnswer.Find(frame, "object", "reason")!.ToString());
    }

    [Fact]
    public async Task Watch_MalformedVersion_IsRefused()
    {
        var frame = (await TakeAsync($"{WidgetsPath}?resourceVersion=abc", 1))[0];

        Assert.Equal("ERROR", frame["type"]!.ToString());
        Assert.True(ApiAnswer.Find(frame, "object", "code")!.ToString() is "400" or "500");
    }

    [Fact]
    public async Task Watch_AsTable_NamesTheColumnsOnce()
    {
        var start = await Api.GetAsync(WidgetsPath);
        await CreatedAsync("one");
        await CreatedAsync("two");

        var frames = await TakeAsync($"{WidgetsPath}?resourceVersion={start.Version}", 2, "application/json;as=Table;v=v1;g=meta.k8s.io");

        Assert.Equal("Table", ApiAnswer.Find(frames[0], "object", "kind")!.ToString());
        Assert.NotEmpty((JsonArray)ApiAnswer.Find(frames[0], "object", "columnDefinitions")!);
        Assert.Null(ApiAnswer.Find(frames[1], "object", "columnDefinitions"));
        Assert.Equal("two", ApiAnswer.Find(frames[1], "object", "rows", "0", "cells", "0")!.ToString());
    }

    private static string Describe(JsonObject frame) => $"{frame["type"]} {ApiAnswer.Find(frame, "object", "metadata", "name")}";

    private static long Version(JsonObject frame) =>
        long.Parse(ApiAnswer.Find(frame, "object", "metadata", "resourceVersion")!.ToString(), System.Globalization.CultureInfo.InvariantCulture);

    private async Task<List<JsonObject>> TakeAsync(string path, int count, string accept = ApiSession.Json)
    {
        var frames = new List<JsonObject>();
        await foreach (var frame in Api.WatchAsync(path, accept))
        {
            frames.Add(frame);
            if (frames.Count == count)
            {
                break;
            }
        }

        return frames;
    }
}
