using System.Text.Json.Nodes;
using Transship.Api.Tasks;
using Transship.Operator.Plans;
using Transship.Replication.Planning;

namespace Transship.Operator.Tests.Plans;

public sealed class PlanLinesTests
{
    private static readonly string Here = "sha256:" + new string('a', 64);
    private static readonly string There = "sha256:" + new string('b', 64);

    [Theory]
    [InlineData(ArtifactDecision.Copy, "copy        library/app:v1 -> edge: mirror/app:v1 (not there yet)")]
    [InlineData(ArtifactDecision.Move, "copy        library/app:v1 -> edge: mirror/app:v1 (the tag is sha256:bbbbbbbbbbbb there, and moves to sha256:aaaaaaaaaaaa)")]
    [InlineData(ArtifactDecision.UpToDate, "up to date  library/app:v1 -> edge: mirror/app:v1 (both have sha256:aaaaaaaaaaaa)")]
    [InlineData(ArtifactDecision.Attach, "copy        library/app:v1 -> edge: mirror/app:v1 (both have sha256:aaaaaaaaaaaa, but what is attached to it is not all there)")]
    [InlineData(ArtifactDecision.Refuse, "refused     library/app:v1 -> edge: mirror/app:v1 (the tag is sha256:bbbbbbbbbbbb there, and spec.override is false)")]
    public void Of_Artifact_SaysWhatAndWhy(ArtifactDecision decision, string line)
    {
        var plan = new RepositoryPlan("library/app", "edge", "mirror/app", [], 0, 0) { Artifacts = [new ArtifactPlan("v1", Here, There, decision)] };
        Assert.Equal([line], Lines(plan));
    }

    [Fact]
    public void Of_FilteredAndGone_SaysByWhatAndWhere()
    {
        Assert.Equal(["filtered    library/app:rc (spec.filters[0]: tag excludes rc)"], Lines(new FilteredArtifact("library/app", "rc", "spec.filters[0]: tag excludes rc")));
        Assert.Equal(
            ["delete      edge: mirror/app:v0 (gone from app at the source)"],
            Lines(new DeletionPlan("app", "edge", "mirror/app", [new TaskArtifact { Tag = "v0", Digest = There }], 3)));
    }

    [Fact]
    public void Of_Failures_NamesWhatIsKnown()
    {
        var error = new IOException("no luck");
        Assert.Equal(["failed      library/app (no luck)"], Lines(new RepositoryFailure("library/app", null, error)));
        Assert.Equal(
            ["failed      library/app:v1 -> edge (and 2 more: no luck)"], Lines(new RepositoryFailure("library/app", "edge", error) { Tag = "v1", Artifacts = 3 }));
    }

    [Fact]
    public void ToJson_ReadAgain_IsTheSame()
    {
        var line = new PlanLine("copy", "library/app:v1", "edge: mirror/app:v1", "not there yet");
        Assert.Equal("""{"decision":"copy","source":"library/app:v1","destination":"edge: mirror/app:v1","why":"not there yet"}""", line.ToJson());
        Assert.Equal(line, PlanLine.Read(JsonNode.Parse(line.ToJson())!.AsObject()));
        Assert.Null(PlanLine.Read(new JsonObject { ["message"] = "another line" }));
    }

    private static IEnumerable<string> Lines(PlanItem item) => PlanLines.Of(item).Select(line => line.ToString());
}
