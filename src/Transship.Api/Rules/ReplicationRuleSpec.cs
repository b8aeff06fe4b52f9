using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Rules;

/// <summary>What is replicated from where to where.</summary>
public sealed record ReplicationRuleSpec
{
    /// <summary>Whether the rule runs. When it is first enabled, everything that it matches is replicated; disabling it stops what runs.</summary>
    [DefaultValue("true")]
    public bool Enabled { get; init; } = true;

    /// <summary>For people.</summary>
    [Length(MaxLength = 1024)]
    public string? Description { get; init; }

    /// <summary>Where artifacts come from.</summary>
    [Required]
    public RuleSource Source { get; init; } = new() { EndpointRef = new LocalReference { Name = "" } };

    /// <summary>Where they go; all of them get the same.</summary>
    [Required]
    [Items(MinItems = 1, MaxItems = 16)]
    public IReadOnlyList<RuleDestination> Destinations { get; init; } = [];

    /// <summary>What starts runs of itself.</summary>
    public RuleTrigger? Trigger { get; init; }

    /// <summary>What is replicated: an artifact must pass all filters. Without filters, everything is.</summary>
    [Items(MaxItems = 32)]
    public IReadOnlyList<RuleFilter>? Filters { get; init; }

    /// <summary>Whether a tag that points elsewhere at the destination is moved. False leaves it as it is.</summary>
    [DefaultValue("true")]
    public bool Override { get; init; } = true;

    /// <summary>Whether what events name as deleted at the source is removed at the destinations too, as far as the filters match it.</summary>
    [DefaultValue("false")]
    public bool ReplicateDeletions { get; init; }

    /// <summary>Whether scheduled and manual runs remove what is gone at the source.</summary>
    public RulePrune? Prune { get; init; }

    /// <summary>What travels with an artifact besides its own content.</summary>
    [DefaultValue("{}")]
    public RuleArtifacts? Artifacts { get; init; }

    /// <summary>Bytes per second that all copies of the rule may send together, as in 10Mi or 500Ki; without it, as fast as the endpoints allow.</summary>
    [Pattern(@"^[1-9][0-9]*(Ki|Mi|Gi|k|M|G)?$")]
    [Length(MaxLength = 32)]
    public string? SpeedLimit { get; init; }

    /// <summary>What happens to a run that is due while another one of this rule goes on.</summary>
    [DefaultValue("\"Forbid\"")]
    public ConcurrencyPolicy ConcurrencyPolicy { get; init; } = ConcurrencyPolicy.Forbid;

    /// <summary>How failed tasks are tried again.</summary>
    [DefaultValue("{}")]
    public RuleRetry? Retry { get; init; }

    /// <summary>How the work is carried out.</summary>
    [DefaultValue("{}")]
    public RuleExecution? Execution { get; init; }

    /// <summary>How many ended executions are kept.</summary>
    [DefaultValue("{}")]
    public RuleHistoryLimits? HistoryLimits { get; init; }

    /// <summary>Seconds after which a run is stopped and counts as failed.</summary>
    [RangeMinimum(1)]
    public long? ActiveDeadlineSeconds { get; init; }
}
