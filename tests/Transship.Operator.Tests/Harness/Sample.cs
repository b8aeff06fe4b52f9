using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Models;

namespace Transship.Operator.Tests.Harness;

/// <summary>Resources as users would write them.</summary>
internal static class Sample
{
    public const string Namespace = "default";

    public static Endpoint Endpoint(string name, string url, string? secret = null) => new()
    {
        Metadata = Meta(name),
        Spec = new EndpointSpec
        {
            Url = url,
            Credentials = secret is null ? null : new EndpointCredentials { SecretRef = new LocalReference { Name = secret } },
        },
    };

    public static V1Secret Secret(string name, params (string Key, string Value)[] data) => new()
    {
        Metadata = Meta(name),
        Data = data.ToDictionary(pair => pair.Key, pair => System.Text.Encoding.UTF8.GetBytes(pair.Value), StringComparer.Ordinal),
    };

    public static ReplicationRule Rule(string name = "nightly", string source = "source", params string[] destinations) => new()
    {
        Metadata = Meta(name),
        Spec = new ReplicationRuleSpec
        {
            Source = new RuleSource { EndpointRef = new LocalReference { Name = source } },
            Destinations = [.. (destinations.Length == 0 ? ["destination"] : destinations).Select(d => new RuleDestination { EndpointRef = new LocalReference { Name = d } })],
        },
    };

    public static ReplicationExecution Execution(string name, string rule = "nightly") => new()
    {
        Metadata = Meta(name),
        Spec = new ReplicationExecutionSpec { RuleRef = new LocalReference { Name = rule } },
    };

    /// <summary>An execution that has begun with a rule.</summary>
    public static ReplicationExecution Started(string name, ReplicationRuleSpec? rule = null, ExecutionPlan? plan = null, DateTimeOffset? at = null) => Execution(name) with
    {
        Status = new ReplicationExecutionStatus
        {
            Phase = ExecutionPhase.InProgress,
            Rule = new ExecutionRule { Uid = "rule-uid", Generation = 1, Spec = rule ?? Rule().Spec },
            Plan = plan ?? new ExecutionPlan(),
            StartTime = at ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        },
    };

    public static ReplicationTask Task(string name, ReplicationExecution execution, int artifacts = 1, string repository = "library/app") => new()
    {
        Metadata = Meta(name) with
        {
            Uid = $"uid-of-{name}",
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [TransshipApi.ExecutionLabel] = execution.Metadata.Name! },
            OwnerReferences = [V1OwnerReference.ControllerOf(execution with { Metadata = execution.Metadata with { Uid = execution.Metadata.Uid ?? $"uid-of-{execution.Metadata.Name}" } })],
        },
        Spec = new ReplicationTaskSpec
        {
            ExecutionRef = new LocalReference { Name = execution.Metadata.Name! },
            Source = new RepositoryReference { EndpointRef = new LocalReference { Name = "source" }, Repository = repository },
            Destination = new RepositoryReference { EndpointRef = new LocalReference { Name = "destination" }, Repository = repository },
            Artifacts = [.. Enumerable.Range(0, artifacts).Select(i => new TaskArtifact { Tag = $"v{i}", Digest = $"sha256:{i:x64}" })],
        },
    };

    public static ReplicationTask With(this ReplicationTask task, ExecutionPhase phase, ArtifactCounts? counts = null) => task with
    {
        Status = new ReplicationTaskStatus { Phase = phase, Counts = counts, Attempts = 1 },
    };

    private static V1ObjectMeta Meta(string name) => new() { Name = name, Namespace = Namespace };
}
