using System.Text.Json.Serialization;
using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Tasks;

/// <summary>Which artifacts go from which repository to which. Nothing but stop may change.</summary>
[ValidationRule("self.executionRef == oldSelf.executionRef && self.source == oldSelf.source && self.destination == oldSelf.destination && self.operation == oldSelf.operation", Message = "a task is immutable but for stop")]
public sealed record ReplicationTaskSpec
{
    /// <summary>The most artifacts of a task; a larger repository gets several tasks.</summary>
    public const int MaxArtifacts = 1000;

    /// <summary>The execution that the task belongs to.</summary>
    [Required]
    public LocalReference ExecutionRef { get; init; } = new() { Name = "" };

    /// <summary>What is done with the artifacts.</summary>
    [DefaultValue("\"Copy\"")]
    public TaskOperation Operation { get; init; } = TaskOperation.Copy;

    /// <summary>Where the artifacts come from.</summary>
    [Required]
    public RepositoryReference Source { get; init; } = RepositoryReference.None;

    /// <summary>Where they go.</summary>
    [Required]
    public RepositoryReference Destination { get; init; } = RepositoryReference.None;

    /// <summary>The artifacts.</summary>
    [Required]
    [Items(MinItems = 1, MaxItems = MaxArtifacts)]
    [ListType("atomic")]
    public IReadOnlyList<TaskArtifact> Artifacts { get; init; } = [];

    /// <summary>Whether a tag that points elsewhere at the destination is moved.</summary>
    [DefaultValue("true")]
    public bool Override { get; init; } = true;

    /// <summary>The platforms of an index that are copied, os/architecture[/variant]; empty for all.</summary>
    [Items(MaxItems = 32)]
    [ListType("atomic")]
    public IReadOnlyList<string>? Platforms { get; init; }

    /// <summary>Whether what refers to an artifact is copied with it.</summary>
    [DefaultValue("true")]
    public bool Referrers { get; init; } = true;

    /// <summary>Whether cosign's tags of an artifact are copied with it.</summary>
    [DefaultValue("true")]
    public bool Signatures { get; init; } = true;

    /// <summary>Whether layers that are marked as not distributable are copied.</summary>
    [DefaultValue("false")]
    public bool ForeignLayers { get; init; }

    /// <summary>Bytes per second, shared with all tasks of the rule that have the same limit.</summary>
    [Length(MaxLength = 32)]
    public string? SpeedLimit { get; init; }

    /// <summary>Which stretch of the source repository's artifacts this is.</summary>
    [RangeMinimum(0)]
    public int Chunk { get; init; }

    /// <summary>How many other tasks copy from this stretch to other destinations: the source sends what they share once.</summary>
    [RangeMinimum(0)]
    public int Companions { get; init; }

    /// <summary>How often the task is tried again after a failure that may heal.</summary>
    [DefaultValue("3")]
    [RangeMinimum(0)]
    [RangeMaximum(20)]
    public int RetryLimit { get; init; } = 3;

    /// <summary>The pause before the first repetition; it doubles with each further one, up to an hour.</summary>
    [DefaultValue("\"1m\"")]
    [Pattern(GoDuration.Pattern)]
    [Length(MaxLength = 32)]
    public string RetryBackoff { get; init; } = "1m";

    /// <summary>Ends the task within a second.</summary>
    [DefaultValue("false")]
    public bool Stop { get; init; }
}

/// <summary>What a task does with its artifacts.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TaskOperation>))]
public enum TaskOperation
{
    /// <summary>Brings them to the destination.</summary>
    Copy,

    /// <summary>Removes them from the destination: they are gone at the source.</summary>
    Delete,
}

/// <summary>A repository at an endpoint.</summary>
public sealed record RepositoryReference
{
    /// <summary>Stands for a reference that was never set.</summary>
    internal static readonly RepositoryReference None = new() { EndpointRef = new LocalReference { Name = "" }, Repository = "" };

    /// <summary>The endpoint.</summary>
    public required LocalReference EndpointRef { get; init; }

    /// <summary>The repository, with its whole path.</summary>
    [Length(MinLength = 1, MaxLength = 255)]
    public required string Repository { get; init; }
}

/// <summary>One artifact of a task, pinned to the digest that the plan saw: at the source, or at the destination when it is to be removed there.</summary>
public sealed record TaskArtifact
{
    /// <summary>The tag; absent for an artifact without one.</summary>
    [Length(MinLength = 1, MaxLength = 128)]
    public string? Tag { get; init; }

    /// <summary>The digest of the manifest that the plan saw.</summary>
    [Length(MinLength = 1, MaxLength = 160)]
    public required string Digest { get; init; }

    /// <summary>Its bytes as the source counts them; absent where its listing does not tell.</summary>
    [RangeMinimum(0)]
    public long? Size { get; init; }
}
