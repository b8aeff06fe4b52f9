using System.Text.Json;
using Transship.Api.Endpoints;
using Transship.Kubernetes.Serialization;

namespace Transship.Operator.Pods;

/// <summary>The work of one pod, as it travels in an annotation of the pod: a worker reads nothing of the API but its tasks.</summary>
internal sealed record Shard
{
    /// <summary>The namespace of the tasks and endpoints.</summary>
    public required string Namespace { get; init; }

    /// <summary>The execution that the tasks belong to.</summary>
    public required string Execution { get; init; }

    /// <summary>Tasks at the same time in this pod.</summary>
    public required int Parallelism { get; init; }

    /// <summary>How many pods share the limits of rule and endpoints.</summary>
    public required int Pods { get; init; }

    /// <summary>The names of the tasks.</summary>
    public required IReadOnlyList<string> Tasks { get; init; }

    /// <summary>The endpoints of the tasks by name.</summary>
    public required IReadOnlyDictionary<string, EndpointSpec> Endpoints { get; init; }

    /// <summary>The shard as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, KubernetesJson.TypeInfo<Shard>());

    /// <summary>Reads a shard.</summary>
    /// <exception cref="JsonException">The text is none.</exception>
    public static Shard Parse(string json) => JsonSerializer.Deserialize(json, KubernetesJson.TypeInfo<Shard>()) ?? throw new JsonException("A shard is an object, not null.");
}
