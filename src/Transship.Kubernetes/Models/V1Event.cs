using System.Text.Json.Serialization;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Serialization;

namespace Transship.Kubernetes.Models;

/// <summary>Something that happened to an object (events.k8s.io/v1 Event).</summary>
[KubernetesEntity(Group = "events.k8s.io", Kind = "Event", PluralName = "events")]
public sealed record V1Event : KubernetesObject
{
    /// <summary>When it first happened.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>How often it happened again.</summary>
    public V1EventSeries? Series { get; init; }

    /// <summary>The controller that says so, as in <c>transship.io/operator</c>.</summary>
    public string? ReportingController { get; init; }

    /// <summary>The instance of that controller.</summary>
    public string? ReportingInstance { get; init; }

    /// <summary>What the controller did.</summary>
    public string? Action { get; init; }

    /// <summary>Why, one CamelCase word.</summary>
    public string? Reason { get; init; }

    /// <summary>The object it happened to.</summary>
    public V1ObjectReference? Regarding { get; init; }

    /// <summary>Another object that had a part in it.</summary>
    public V1ObjectReference? Related { get; init; }

    /// <summary>What happened, for people; at most 1 kB.</summary>
    public string? Note { get; init; }

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string? Type { get; init; }
}

/// <summary>How often an event happened again.</summary>
public sealed record V1EventSeries
{
    /// <summary>Occurrences, the first included.</summary>
    public required int Count { get; init; }

    /// <summary>The latest occurrence.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? LastObservedTime { get; init; }
}
