using Transship.Api.Tasks;
using Transship.Replication.Planning;

namespace Transship.Operator.Commands.Plan;

/// <summary>A plan for people: a line for each artifact, with what a run would do and why. Pure.</summary>
internal static class PlanLines
{
    private const int DigestLength = 19;

    /// <summary>The lines of a finding.</summary>
    public static IEnumerable<string> Of(PlanItem item) => item switch
    {
        RepositoryPlan plan => plan.Artifacts.Select(artifact =>
            $"{Word(artifact),-10}  {plan.SourceRepository}:{artifact.Tag} -> {plan.Endpoint}: {plan.DestinationRepository}:{artifact.Tag} ({Why(artifact)})"),
        DeletionPlan plan => plan.Work.Select(artifact =>
            $"{"delete",-10}  {plan.Endpoint}: {plan.DestinationRepository}{Name(artifact)} (gone from {plan.SourceRepository} at the source)"),
        FilteredArtifact filtered => [$"{"filtered",-10}  {filtered.SourceRepository}{(filtered.Tag is null ? "" : $":{filtered.Tag}")} ({filtered.Filter})"],
        RepositoryFailure failure => [$"{"failed",-10}  {failure.SourceRepository}{Tag(failure)}{Destination(failure)} ({Extent(failure)}{failure.Error.Message})"],
        _ => throw new ArgumentException($"A plan has no {item.GetType().Name}.", nameof(item)),
    };

    private static string Name(TaskArtifact artifact) => artifact.Tag is { } tag ? $":{tag}" : $"@{artifact.Digest}";

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

    private static string Tag(RepositoryFailure failure) => failure.Tag is null ? "" : $":{failure.Tag}";

    private static string Destination(RepositoryFailure failure) => failure.Endpoint is null ? "" : $" -> {failure.Endpoint}";

    private static string Extent(RepositoryFailure failure) => failure.Artifacts > 1 ? $"and {failure.Artifacts - 1} more: " : "";
}
