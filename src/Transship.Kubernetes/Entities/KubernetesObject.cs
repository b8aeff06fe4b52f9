using System.Text.Json.Serialization;
using Transship.Kubernetes.Models;

namespace Transship.Kubernetes.Entities;

/// <summary>Base of all objects: fills <see cref="ApiVersion"/> and <see cref="Kind"/> from the type's <see cref="KubernetesEntityAttribute"/>.</summary>
public abstract record KubernetesObject : IKubernetesObject
{
    /// <summary>Creates an object of the group, version and kind that its type declares.</summary>
    /// <exception cref="InvalidOperationException">The type carries no <see cref="KubernetesEntityAttribute"/>.</exception>
    protected KubernetesObject()
    {
        var definition = EntityDefinition.Of(GetType());
        ApiVersion = definition.ApiVersion;
        Kind = definition.Kind;
    }

    /// <inheritdoc/>
    [JsonPropertyOrder(-3)]
    public string ApiVersion { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(-2)]
    public string Kind { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public V1ObjectMeta Metadata { get; init; } = new();
}
