using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Operator.Tests.Harness;
using Transship.Registry.Content;
using Transship.Testing.Registry;

namespace Transship.Operator.Tests.Executions;

/// <summary>What is attached to an image after the image was replicated.</summary>
public sealed class MissingAttachmentsTests : RunTests
{
    private FakeRepository One => Source.Store["library/one"];

    private Manifest Image => One.Manifest("v1")!;

    [Fact]
    public async Task Plan_ImageWasSignedLater_ItsTaskBringsTheSignature()
    {
        CopyOver("library/one");
        CopyOver("library/two");
        One.AddImage($"sha256-{Image.Digest.Hex}.sig", [FakeImages.Bytes(5, 100)]);
        await PlanTagAsync();

        Assert.Equal(("v1", Image.Digest.ToString()), Work().Single());
        Assert.Equal(1, Plan.UpToDate);
    }

    [Fact]
    public async Task Plan_ImageGotAReferrerLater_ItsTaskBringsIt()
    {
        CopyOver("library/one");
        CopyOver("library/two");
        One.AddReferrer(Image, "application/spdx+json", [1, 2]);
        await PlanTagAsync();

        Assert.Equal(("v1", Image.Digest.ToString()), Work().Single());
    }

    [Fact]
    public async Task Plan_RuleWantsNoAttachments_NobodyIsAsked()
    {
        CopyOver("library/one");
        CopyOver("library/two");
        One.AddReferrer(Image, "application/spdx+json", [1, 2]);
        await PlanTagAsync(new RuleArtifacts { Referrers = false, Signatures = false });

        Assert.Empty(Work());
        Assert.Equal(2, Plan.UpToDate);
        Assert.Equal(0, Source.Requests.Count("GET", "/referrers/"));
    }

    [Fact]
    public async Task Plan_NoReferrersApi_ImagesWithoutAttachmentsCostNothingMore()
    {
        for (var i = 2; i < 40; i++)
        {
            One.AddImage($"v{i}", [FakeImages.Bytes(i, 100)]);
        }

        CopyOver("library/one");
        CopyOver("library/two");
        Source.Intercept = Refuse("/referrers/", 404);
        await PlanTagAsync(new RuleArtifacts());

        Assert.Empty(Work());
        Assert.InRange(Source.Requests.Count("GET", "/referrers/"), 1, 2 * 8); // until the first answer is known
        Assert.Equal(40, Source.Requests.Count("HEAD", "/manifests/"));
        Assert.Equal(2, Source.Requests.Count("GET", "/tags/list"));
    }

    private async Task PlanTagAsync(RuleArtifacts? artifacts = null)
    {
        var rule = Sample.Rule().Spec with { Artifacts = artifacts, Filters = [new RuleFilter { Type = FilterType.Tag, Value = "v*" }] };
        await SeedAsync(rule);
        await PlanAsync();
    }

    private List<(string? Tag, string Digest)> Work() =>
        [.. Bench.Cluster.PeekAll<ReplicationTask>().SelectMany(t => t.Spec.Artifacts).Select(a => (a.Tag, a.Digest))];
}
