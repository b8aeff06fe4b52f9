using Transship.Operator.Commands;
using Transship.Registry.Content;
using Transship.Testing.Registry;

namespace Transship.Operator.Tests.Commands.Copy;

/// <summary><c>transship copy</c> of images, as a user runs it.</summary>
public sealed class CopyImageTests : IAsyncLifetime
{
    private FakeRegistry _source = null!;
    private FakeRegistry _destination = null!;

    private FakeRepository From => _source.Store["team/app"];

    private FakeRepository To => _destination.Store["mirror/app"];

    public async Task InitializeAsync()
    {
        _source = await FakeRegistry.StartAsync(new FakeRegistryOptions { Username = "reader", Password = "r:1" });
        _destination = await FakeRegistry.StartAsync(new FakeRegistryOptions { Bearer = true, Username = "writer", Password = "w" });
    }

    public async Task DisposeAsync()
    {
        await _source.DisposeAsync();
        await _destination.DisposeAsync();
    }

    [Fact]
    public async Task Copy_DryRun_SaysWhatWouldBeAndChangesNothing()
    {
        var image = From.AddImage("v1", [[1]]);
        From.AddImage("v2", [[2]]);
        To.AddImage("v2", [[3]]);

        var one = await CopyAsync(":v1", "", "--dry-run");
        var all = await CopyAsync("", "", "--dry-run", "--all-tags");

        Assert.Equal((0, 0), (one.ExitCode, all.ExitCode));
        Assert.Equal($"{image.Digest} would be copied", one.Output.Trim());
        Assert.Equal([$"v1 {image.Digest} would be copied", $"v2 {From.Tags["v2"]} would be copied, in place of {To.Tags["v2"]}"], Lines(all.Output));
        Assert.Equal(["v2"], To.Tags.Keys);
        Assert.All(_destination.Requests.All.Where(r => r.Path != "/token"), r => Assert.Contains(r.Method, new[] { "HEAD", "GET" }));
    }

    [Fact]
    public async Task Copy_AllTags_CopiesEachAndThenNone()
    {
        for (var i = 0; i < 5; i++)
        {
            From.AddImage($"v{i}", [[1], [(byte)i, 2]]);
        }

        var first = await CopyAsync("", "", "--all-tags");
        var again = await CopyAsync("", "", "--all-tags");

        Assert.Equal((0, 0), (first.ExitCode, again.ExitCode));
        Assert.Equal(From.Tags.OrderBy(t => t.Key, StringComparer.Ordinal), To.Tags.OrderBy(t => t.Key, StringComparer.Ordinal));
        Assert.All(To.Tags.Keys, tag => Assert.Empty(_destination.Store.MissingFor("mirror/app", tag)));
        Assert.All(Lines(again.Output), line => Assert.EndsWith("up to date", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Copy_AllTagsAndOneIsBroken_TheOthersAreCopiedAndItIsNamed()
    {
        From.AddImage("good", [[1]]);
        var broken = From.AddImage("broken", [[2]]);
        From.Blobs.TryRemove(broken.Blobs[1].Digest, out _);

        var (exitCode, _, error) = await CopyAsync("", "", "--all-tags");

        Assert.Equal(ExitCodes.Failure, exitCode);
        Assert.StartsWith("error: broken: ", Assert.Single(Lines(error), l => l.StartsWith("error", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(["good"], To.Tags.Keys);
    }

    [Fact]
    public async Task Copy_Platforms_CopiesTheseAlone()
    {
        From.AddIndex("v1", ("amd64", From.AddImage(null, [[1]])), ("arm64", From.AddImage(null, [[2]], "arm64")), ("s390x", From.AddImage(null, [[3]], "s390x")));

        var (exitCode, _, error) = await CopyAsync(":v1", "", "--platform", "linux/amd64", "--platform", "linux/arm64");

        Assert.True(exitCode == 0, error);
        Assert.Equal(["amd64", "arm64"], To.Manifest("v1")!.Children.Select(c => c.Platform!.Architecture));
        Assert.Empty(_destination.Store.MissingFor("mirror/app", "v1"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Copy_Referrers_ComeAlongWhenAskedFor(bool areAskedFor)
    {
        var image = From.AddImage("v1", [[1]]);
        var sbom = From.AddReferrer(image, "application/spdx+json", [2]);
        From.AddImage($"{image.Digest.Algorithm}-{image.Digest.Hex}.sig", [[3]]);

        var (exitCode, _, error) = await CopyAsync(":v1", ":stable", areAskedFor ? ["--referrers"] : []);

        Assert.True(exitCode == 0, error);
        Assert.Equal(image.Digest, To.Tags["stable"]);
        Assert.Equal(areAskedFor, To.Manifests.ContainsKey(sbom.Digest));
        Assert.Equal(areAskedFor ? 2 : 1, To.Tags.Count);
    }

    [Fact]
    public async Task Copy_PinnedToADigestWithoutATag_IsStoredByItsDigest()
    {
        var image = From.AddImage("v1", [[1]]);

        var (exitCode, _, error) = await CopyAsync($"@{image.Digest}", "");

        Assert.True(exitCode == 0, error);
        Assert.Equal([image.Digest], To.Manifests.Keys);
        Assert.Empty(To.Tags);
    }

    [Theory]
    [InlineData("v1", "reader:wrong", ExitCodes.BadInput, "check the username and password")]
    [InlineData("none", "reader:r:1", ExitCodes.Failure, "has no team/app:none")]
    [InlineData("schema1", "reader:r:1", ExitCodes.Failure, "Docker schema 1")]
    [InlineData("huge", "reader:r:1", ExitCodes.Failure, "larger than 4194304 bytes")]
    [InlineData("circle", "reader:r:1", ExitCodes.Failure, "came with other content")]
    public async Task Copy_CannotWork_SaysWhyInOneLine(string tag, string login, int expected, string sentence)
    {
        From.AddImage("v1", [[1]]);
        var own = Digest.Sha256([1]);
        _source.Intercept = async context =>
        {
            var type = context.Request.Path.Value!.Contains("/manifests/", StringComparison.Ordinal) && context.Request.Headers.Authorization.Count > 0 ? tag : "";
            (context.Response.ContentType, var body) = type switch
            {
                "schema1" => (MediaTypes.DockerSchema1Signed, """{"schemaVersion":1,"fsLayers":[]}"""),
                "huge" => (MediaTypes.OciManifest, new string(' ', Manifest.MaxSize + 1)),
                "circle" => (MediaTypes.OciIndex, $$"""{"schemaVersion":2,"manifests":[{"mediaType":"{{MediaTypes.OciIndex}}","digest":"{{own}}","size":1}]}"""),
                _ => (null, ""),
            };
            if (body.Length == 0)
            {
                return false;
            }

            context.Response.Headers["Docker-Content-Digest"] = own.ToString();
            await context.Response.Body.WriteAsync(context.Request.Method == "HEAD" ? default : System.Text.Encoding.UTF8.GetBytes(body), context.RequestAborted);
            return true;
        };

        var (exitCode, output, error) = await TransshipProcess.RunAsync(
            "copy", "--src-creds", login, "--dst-creds", "writer:w", $"{_source.Url}team/app:{tag}", $"{_destination.Url}mirror/app");

        Assert.Contains(sentence, error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal((expected, ""), (exitCode, output));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Empty(To.Manifests);
    }

    private Task<(int ExitCode, string Output, string Error)> CopyAsync(string source, string destination, params string[] options) => TransshipProcess.RunAsync(
        ["copy", "--src-creds", "reader:r:1", "--dst-creds", "writer:w", .. options, $"{_source.Url}team/app{source}", $"{_destination.Url}mirror/app{destination}"]);

    private static IEnumerable<string> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
}
