using Transship.Api.Tasks;

namespace Transship.Replication.Planning;

/// <summary>
/// One finding of a plan: <see cref="RepositoryPlan"/>, <see cref="DeletionPlan"/>, <see cref="FilteredArtifact"/> or <see cref="RepositoryFailure"/>.
/// </summary>
/// <param name="SourceRepository">The repository at the source.</param>
public abstract record PlanItem(string SourceRepository);

/// <summary>What one repository needs at one destination; a large repository has several, told apart by <see cref="Chunk"/>.</summary>
/// <param name="SourceRepository">The repository at the source.</param>
/// <param name="Endpoint">The destination endpoint.</param>
/// <param name="DestinationRepository">The repository at the destination.</param>
/// <param name="Work">The artifacts to replicate, pinned to the digests at the source, in the order of the listing; at most <see cref="ReplicationTaskSpec.MaxArtifacts"/>. Empty when all are up to date.</param>
/// <param name="UpToDate">Artifacts that the destination has already.</param>
/// <param name="Refused">Artifacts whose tag points elsewhere at the destination, and stays.</param>
public sealed record RepositoryPlan(
    string SourceRepository,
    string Endpoint,
    string DestinationRepository,
    IReadOnlyList<TaskArtifact> Work,
    long UpToDate,
    long Refused) : PlanItem(SourceRepository)
{
    /// <summary>
    /// Which stretch of the repository's matching tags this is, counted from 0: chunk n has tags n x MaxArtifacts up to (n + 1) x MaxArtifacts, whether they
    /// need work or not. A second plan of the same listing cuts at the same places, whatever was replicated in between.
    /// </summary>
    public int Chunk { get; init; }

    /// <summary>How many other destinations need work from this stretch.</summary>
    public int Companions { get; init; }

    /// <summary>All artifacts of the stretch that could be compared, one by one, in the order of the listing.</summary>
    public IReadOnlyList<ArtifactPlan> Artifacts { get; init; } = [];
}

/// <summary>A repository, or some of its artifacts, that could not be planned. The rest of the plan goes on.</summary>
/// <param name="SourceRepository">The repository at the source.</param>
/// <param name="Endpoint">The destination endpoint; null when the source is at fault, and so all destinations are concerned.</param>
/// <param name="Error">What went wrong; a <see cref="PlanException"/> where it is the rule's fault.</param>
public sealed record RepositoryFailure(string SourceRepository, string? Endpoint, Exception Error) : PlanItem(SourceRepository)
{
    /// <summary>The first tag that failed; null when it is the whole repository.</summary>
    public string? Tag { get; init; }

    /// <summary>How many artifacts it cost, once for each destination concerned; 1 for a repository whose artifacts are not known.</summary>
    public long Artifacts { get; init; } = 1;
}

/// <summary>What is to be removed of one repository at one destination.</summary>
/// <param name="SourceRepository">The repository at the source.</param>
/// <param name="Endpoint">The destination endpoint.</param>
/// <param name="DestinationRepository">The repository at the destination.</param>
/// <param name="Work">The artifacts to remove, pinned to the digests at the destination; at most <see cref="ReplicationTaskSpec.MaxArtifacts"/>.</param>
/// <param name="InScope">How many tags the filters match at the destination, those to remove among them.</param>
public sealed record DeletionPlan(
    string SourceRepository,
    string Endpoint,
    string DestinationRepository,
    IReadOnlyList<TaskArtifact> Work,
    long InScope) : PlanItem(SourceRepository)
{
    /// <summary>Which stretch of what is to be removed this is, counted from 0.</summary>
    public int Chunk { get; init; }
}

/// <summary>A repository or an artifact that a filter leaves out; only of plans that explain themselves.</summary>
/// <param name="SourceRepository">The repository at the source.</param>
/// <param name="Tag">The tag; null for the repository as a whole.</param>
/// <param name="Filter">The filter in words.</param>
public sealed record FilteredArtifact(string SourceRepository, string? Tag, string Filter) : PlanItem(SourceRepository);
