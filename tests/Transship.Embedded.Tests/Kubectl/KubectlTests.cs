using System.Text.Json.Nodes;
using Transship.Testing.Conformance;

namespace Transship.Embedded.Tests.Kubectl;

/// <summary>An unmodified kubectl against the embedded server.</summary>
public sealed class KubectlTests : IAsyncLifetime
{
    private const string Manifest =
        """
        apiVersion: conformance.transship.io/v1
        kind: Widget
        metadata: {name: one, labels: {app: a}}
        spec: {url: "https://example.com", parts: [{name: p, count: 2}], size: 3}
        """;

    private EmbeddedApiServer _server = null!;
    private Testing.Servers.Kubectl _kubectl = null!;

    public async Task InitializeAsync()
    {
        _server = await EmbeddedApiServer.StartAsync(new EmbeddedApiServerOptions { Definitions = [Widgets.Definition()] });
        _kubectl = await Testing.Servers.Kubectl.ForServerAsync(_server.BaseAddress);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Apply_ClientSide_CreatesConfiguresAndLeavesAlone()
    {
        using var file = new ManifestFile(Manifest);

        Assert.Equal("widget.conformance.transship.io/one created", await RunAsync("apply", "-f", file.Path));
        Assert.Equal("widget.conformance.transship.io/one unchanged", await RunAsync("apply", "-f", file.Path));
        file.Replace("size: 3", "size: 4");
        Assert.Equal("widget.conformance.transship.io/one configured", await RunAsync("apply", "-f", file.Path));
        file.Replace(", size: 4", "");
        await RunAsync("apply", "-f", file.Path);
        Assert.Equal("", await RunAsync("get", "wdg", "one", "-o", "jsonpath={.spec.size}"));
    }

    [Fact]
    public async Task Apply_ServerSide_TellsOfConflicts()
    {
        using var file = new ManifestFile(Manifest);
        Assert.Equal("widget.conformance.transship.io/one serverside-applied", await RunAsync("apply", "--server-side", "-f", file.Path));
        file.Replace("size: 3", "size: 5");

        var refused = await _kubectl.TryRunAsync(["apply", "--server-side", "--field-manager=other", "-f", file.Path]);
        var forced = await RunAsync("apply", "--server-side", "--field-manager=other", "--force-conflicts", "-f", file.Path);

        Assert.Contains("Apply failed with 1 conflict: conflict with \"kubectl\": .spec.size", refused.Error, StringComparison.Ordinal);
        Assert.Equal("widget.conformance.transship.io/one serverside-applied", forced);
    }

    [Fact]
    public async Task Apply_ServerSideAfterClientSide_TakesTheFieldsOver()
    {
        using var file = new ManifestFile(Manifest);
        await RunAsync("apply", "-f", file.Path);
        await RunAsync("apply", "--server-side", "-f", file.Path);

        var managers = (JsonArray)JsonNode.Parse(await RunAsync("get", "wdg", "one", "-o", "json", "--show-managed-fields"))!["metadata"]!["managedFields"]!;

        Assert.DoesNotContain(managers, manager => manager!["manager"]!.ToString() == "kubectl-client-side-apply");
    }

    [Fact]
    public async Task Apply_BadManifest_NamesEveryField()
    {
        using var unknown = new ManifestFile(Manifest.Replace("size: 3", "sise: 3", StringComparison.Ordinal));
        using var wrong = new ManifestFile(Manifest.Replace("size: 3", "size: many, mode: Odd", StringComparison.Ordinal));

        Assert.Contains("strict decoding error: unknown field \"spec.sise\"", (await _kubectl.TryRunAsync(["apply", "-f", unknown.Path])).Error, StringComparison.Ordinal);
        var error = (await _kubectl.TryRunAsync(["apply", "-f", wrong.Path])).Error;
        Assert.Contains("* spec.size: Invalid value: \"string\": spec.size in body must be of type integer: \"string\"", error, StringComparison.Ordinal);
        Assert.Contains("* spec.mode: Unsupported value: \"Odd\": supported values: \"Fast\", \"Slow\"", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_PrintsTheColumnsOfTheDefinition()
    {
        using var file = new ManifestFile(Manifest);
        await RunAsync("create", "-f", file.Path);

        var plain = (await RunAsync("get", "widgets")).Split('\n');
        var wide = (await RunAsync("get", "conformance", "-o", "wide")).Split('\n');

        Assert.Equal(["NAME", "MODE", "READY", "AGE"], plain[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("one    Fast", plain[1], StringComparison.Ordinal);
        Assert.Equal(["NAME", "MODE", "READY", "SIZE", "AGE"], wide[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("url: https://example.com", await RunAsync("get", "wdg", "one", "-o", "yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Watch_PrintsARowForEachChange()
    {
        using var file = new ManifestFile(Manifest);
        await RunAsync("create", "-f", file.Path);
        using var limit = new CancellationTokenSource(Testing.Time.Patience.Limit);
        await using var rows = _kubectl.StreamAsync(["get", "widgets", "-w", "-o", "wide"], limit.Token).GetAsyncEnumerator(limit.Token);

        Assert.Equal(["NAME", "MODE", "READY", "SIZE", "AGE"], await NextAsync());
        Assert.Equal(["one", "Fast", "3"], (await NextAsync())[..3]);
        await RunAsync("patch", "wdg", "one", "--type=merge", "-p", """{"spec":{"mode":"Slow","size":7}}""");
        Assert.Equal(["one", "Slow", "7"], (await NextAsync())[..3]);
        await RunAsync("delete", "wdg", "one");
        Assert.Equal(["one", "Slow", "7"], (await NextAsync())[..3]);

        async Task<string[]> NextAsync() => await rows.MoveNextAsync() ? rows.Current.Split(' ', StringSplitOptions.RemoveEmptyEntries) : ["kubectl ended"];
    }

    [Fact]
    public async Task Explain_ShowsDescriptions()
    {
        var explained = await RunAsync("explain", "widget.spec.url");

        Assert.Contains("FIELD: url <string>", explained, StringComparison.Ordinal);
        Assert.Contains("Where it is.", explained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Describe_ShowsTheEventsOfTheObject()
    {
        using var file = new ManifestFile(Manifest);
        await RunAsync("create", "-f", file.Path);
        var uid = await RunAsync("get", "wdg", "one", "-o", "jsonpath={.metadata.uid}");
        using var report = new ManifestFile(
            $$"""
            apiVersion: events.k8s.io/v1
            kind: Event
            metadata: {name: e, namespace: default}
            regarding: {apiVersion: conformance.transship.io/v1, kind: Widget, name: one, namespace: default, uid: {{uid}}}
            eventTime: "2026-01-01T00:00:00.000000Z"
            reportingController: test
            reportingInstance: test-1
            action: Testing
            type: Normal
            reason: Tested
            note: It was tested.
            """);
        await RunAsync("create", "-f", report.Path);

        Assert.Contains("It was tested.", await RunAsync("describe", "wdg", "one"), StringComparison.Ordinal);
        Assert.Contains("widget/one", await RunAsync("get", "events"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edits_LabelAnnotatePatchReplaceDelete()
    {
        using var file = new ManifestFile(Manifest);
        await RunAsync("create", "-f", file.Path);

        await RunAsync("label", "wdg", "one", "x=y");
        await RunAsync("annotate", "wdg", "one", "n=m");
        await RunAsync("patch", "wdg", "one", "--type=merge", "-p", """{"spec":{"size":7}}""");
        await RunAsync("patch", "wdg", "one", "--type=json", "-p", """[{"op":"add","path":"/spec/tags","value":["t"]}]""");
        await RunAsync("patch", "wdg", "one", "--subresource=status", "--type=merge", "-p", """{"status":{"conditions":[{"type":"Ready","status":"True"}]}}""");
        await RunAsync("wait", "--for=condition=Ready", "--timeout=10s", "wdg/one");
        var edited = JsonNode.Parse(await RunAsync("get", "wdg", "one", "-o", "json"))!;
        await RunAsync("delete", "wdg", "one", "--timeout=10s");

        Assert.Equal("y", edited["metadata"]!["labels"]!["x"]!.ToString());
        Assert.Equal("m", edited["metadata"]!["annotations"]!["n"]!.ToString());
        Assert.Equal("""{"mode":"Fast","parts":[{"count":2,"name":"p"}],"size":7,"tags":["t"],"url":"https://example.com"}""", Sorted.Json(edited["spec"]));
        Assert.Contains("NotFound", (await _kubectl.TryRunAsync(["get", "wdg", "one"])).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_BuiltIns_WithTheirOwnCommands()
    {
        await RunAsync("create", "namespace", "team");
        await RunAsync("create", "secret", "generic", "s", "-n", "team", "--from-literal=a=b");
        await RunAsync("create", "configmap", "c", "-n", "team", "--from-literal=a=b");
        await RunAsync("patch", "configmap", "c", "-n", "team", "-p", """{"data":{"d":"e"}}""");

        Assert.Equal("Yg==", await RunAsync("get", "secret", "s", "-n", "team", "-o", "jsonpath={.data.a}"));
        Assert.Equal("""{"a":"b","d":"e"}""", await RunAsync("get", "cm", "c", "-n", "team", "-o", "jsonpath={.data}"));
        Assert.Equal("yes", await RunAsync("auth", "can-i", "delete", "secrets"));
        await RunAsync("delete", "namespace", "team", "--timeout=10s");
    }

    [Theory]
    [InlineData("widgets")]
    [InlineData("events")]
    [InlineData("secrets")]
    [InlineData("leases")]
    [InlineData("customresourcedefinitions")]
    public async Task ApiResources_ListsWhatIsServed(string plural) => Assert.Contains(plural, await RunAsync("api-resources"), StringComparison.Ordinal);

    private async Task<string> RunAsync(params string[] arguments) => (await _kubectl.RunAsync(arguments)).TrimEnd();
}
