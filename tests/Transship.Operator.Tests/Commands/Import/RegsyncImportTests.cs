using System.Net;
using System.Text.Json.Nodes;
using Transship.Kubernetes.Manifests;
using Transship.Operator.Commands.Import;
using Transship.Operator.Tests.Samples;

namespace Transship.Operator.Tests.Commands.Import;

public sealed class RegsyncImportTests
{
    private const string Configuration = """
        version: 1
        x-shared: &shared {interval: 12h}
        creds:
          - {registry: registry.example.com, user: sync, pass: "hunter2", reqPerSec: 50, reqConcurrent: 4}
          - {registry: "localhost:5000", tls: disabled}
        defaults:
          interval: 1h
          parallel: 4
          ratelimit: {min: 100}
        sync:
          - source: alpine
            target: registry.example.com/mirror/alpine
            type: repository
            tags: {allow: ["3\\..*", "latest"], deny: [".*-rc.*"]}
            <<: *shared
          - source: docker.io/library/busybox:1.36
            target: localhost:5000/library/busybox:1.36
            type: image
            schedule: CRON_TZ=Europe/Berlin 0 3 * * *
            referrers: true
            digestTags: true
          - source: localhost:5000
            target: registry.example.com
            type: registry
            repos: {allow: ["team/.*"]}
            platform: linux/amd64
          - source: registry.example.com/a/old
            target: localhost:5000/a/new
            type: repository
        """;

    private readonly IReadOnlyList<JsonObject> _manifests;
    private readonly IReadOnlyList<string> _notes;

    public RegsyncImportTests() => (_manifests, _notes) = RegsyncImport.Convert(Configuration, "regsync.yml");

    [Fact]
    public async Task Convert_EveryKindOfEntry_GivesManifestsThatAStrictServerTakes()
    {
        await using var server = await StrictServer.StartAsync();
        foreach (var manifest in ManifestReader.Parse(ManifestWriter.ToYaml(_manifests), "imported.yaml"))
        {
            var (code, answer) = await server.CreateAsync(manifest);

            Assert.True(code == HttpStatusCode.Created, $"{manifest}: {answer}");
        }
    }

    [Fact]
    public void Convert_Repository_MapsNameTagsAndInterval()
    {
        var spec = Rule("library-alpine");

        Assert.Equal("docker-hub", spec["source"]!["endpointRef"]!["name"]!.GetValue<string>());
        Assert.Equal("""{"endpointRef":{"name":"registry-example-com"},"namespace":"mirror","flatten":1}""", spec["destinations"]![0]!.ToJsonString());
        Assert.Equal(["library/alpine", @"^(3\..*|latest)$", "^(.*-rc.*)$"], spec["filters"]!.AsArray().Select(f => (f!["value"] ?? f["regex"])!.GetValue<string>()));
        Assert.Equal("excludes", spec["filters"]![2]!["decoration"]!.GetValue<string>());
        Assert.Equal("0 */12 * * *", spec["trigger"]!["schedule"]!["cron"]!.GetValue<string>());
        Assert.Equal(4, spec["execution"]!["parallelism"]!.GetValue<int>());
    }

    [Fact]
    public void Convert_Image_MapsTagZoneAndAttachments()
    {
        var spec = Rule("library-busybox");

        Assert.Equal("1.36", spec["filters"]![1]!["value"]!.GetValue<string>());
        Assert.Equal("""{"cron":"0 3 * * *","timeZone":"Europe/Berlin"}""", spec["trigger"]!["schedule"]!.ToJsonString());
        Assert.Equal("""{"referrers":true,"signatures":true}""", spec["artifacts"]!.ToJsonString());
    }

    [Fact]
    public void Convert_Endpoints_KeepLimitsAndSchemeAndNoPassword()
    {
        Assert.Equal("http://localhost:5000", Spec("Endpoint", "localhost-5000")["url"]!.GetValue<string>());
        Assert.Equal("""{"requestsPerSecond":50,"maxConcurrentRequests":4}""", Spec("Endpoint", "registry-example-com")["limits"]!.ToJsonString());
        Assert.DoesNotContain("hunter2", ManifestWriter.ToYaml(_manifests) + string.Concat(_notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_WhatHasNoCounterpart_IsTold() => Assert.Equal(
        [
            "the password of registry.example.com was left out: put it into Secret registry-example-com",
            "sync[3] was not taken over: a rule cannot rename a/old to a/new, whose last component differs",
            "defaults.ratelimit was not taken over",
            "sync[2].platform was not taken over",
        ],
        _notes);

    [Fact]
    public void Take_ScalarThatLooksLikeANumber_StaysTheTextThatItIs()
    {
        var section = new RegsyncSection("", YamlTexts.Read("allow: [1.10, 007, \"null\", null]", "f")!.AsObject());

        Assert.Equal(["1.10", "007", "null"], section.TakeList("allow"));
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("version: 2", "'version: 1' is expected")]
    [InlineData("- a", "no valid YAML mapping")]
    [InlineData("version: [", "this is no valid YAML: While parsing")]
    [InlineData("version: *nothing", "names no anchor")]
    public void Convert_AnotherFile_IsRefused(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<ManifestException>(() => RegsyncImport.Convert(text, "f")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("15m", "*/15 * * * *", null)]
    [InlineData("60m", "0 * * * *", null)]
    [InlineData("7h", "0 */6 * * *", "every 6h")]
    [InlineData("36h", "0 0 * * *", "every 24h")]
    public void Of_Interval_IsTheNearestCronThatRunsNoLessOften(string interval, string cron, string? different)
    {
        Assert.Equal(cron, RegsyncSchedule.Of(null, interval, out var note)?.Cron);
        Assert.Equal(different is null, note is null);
        Assert.Contains(different ?? "", note ?? "", StringComparison.Ordinal);
    }

    private JsonNode Rule(string name) => Spec("ReplicationRule", name);

    private JsonNode Spec(string kind, string name) =>
        Assert.Single(_manifests, m => m["kind"]!.GetValue<string>() == kind && m["metadata"]!["name"]!.GetValue<string>() == name)["spec"]!;
}
