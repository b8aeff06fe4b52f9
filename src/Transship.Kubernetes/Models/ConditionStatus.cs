using System.Text.Json.Serialization;

namespace Transship.Kubernetes.Models;

/// <summary>Whether a condition holds.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConditionStatus>))]
public enum ConditionStatus
{
    /// <summary>It holds.</summary>
    True,

    /// <summary>It does not hold.</summary>
    False,

    /// <summary>It cannot be told.</summary>
    Unknown,
}
