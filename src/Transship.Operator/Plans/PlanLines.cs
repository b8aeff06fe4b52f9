using Transship.Replication.Planning;

namespace Transship.Operator.Plans;

/// <summary>A plan artifact by artifact. Pure.</summary>
internal static class PlanLines
{
    private const int DigestLength = 19;

    /// <summary>The lines of a finding.</summary>
    public static IEnumerable<PlanLine> Of(PlanItem item) => item switch
    {
        RepositoryPlan plan => plan.Artifacts.Select(artifact => new PlanLine(
            Word(artifact), $"{plan.SourceRepository}{Name(artifact.Tag)}", $"{plan.Endpoint}: {plan.DestinationRepository}{Name(artifact.Tag)}", Why(artifact))),
        DeletionPlan plan => plan.Work.Select(artifact => new PlanLine(
            "delete", null, $"{plan.Endpoint}: {plan.DestinationRepository}{Name(artifact.Tag ?? artifact.Digest)}", $"gone from {plan.SourceRepository} at the source")),
        FilteredArtifact filtered => [new PlanLine("filtered", $"{filtered.SourceRepository}{Name(filtered.Tag)}", null, filtered.Filter)],
        RepositoryFailure failure => [new PlanLine("failed", $"{failure.SourceRepository}{Name(failure.Tag)}", failure.Endpoint, $"{Extent(failure)}{failure.Error.Message}")],
        _ => throw new ArgumentException($"A plan has no {item.GetType().Name}.", nameof(item)),
    };

    private static string Name(string? reference) => reference is null ? "" : reference.Contains(':', StringComparison.Ordinal) ? $"@{reference}" : $":{reference}";

    private static string Word(ArtifactPlan artifact) => artifact.Decision switch
    {
        ArtifactDecision.UpToDate => "up to date",
        ArtifactDecision.Refuse => "refused",
        _ => "copy",
    };

    private static string Why(ArtifactPlan artifact) => artifact.Decision switch
    {
        ArtifactDecision.UpToDate => $"both have {Short(artifact.Digest)}",
        ArtifactDecision.Refuse => $"the tag is {Short(artifact.Found!)} there, and spec.override is false",
        ArtifactDecision.Move => $"the tag is {Short(artifact.Found!)} there, and moves to {Short(artifact.Digest)}",
        ArtifactDecision.Attach => $"both have {Short(artifact.Digest)}, but what is attached to it is not all there",
        _ => "not there yet",
    };

    private static string Short(string digest) => digest.Length <= DigestLength ? digest : digest[..DigestLength];

    private static string Extent(RepositoryFailure failure) => failure.Artifacts > 1 ? $"and {failure.Artifacts - 1} more: " : "";
}
