namespace Transship.Kubernetes.Entities;

/// <summary>Names the API group, version, kind and plural of an entity type.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class KubernetesEntityAttribute : Attribute
{
    /// <summary>The API group; empty for the core group.</summary>
    public string Group { get; init; } = "";

    /// <summary>The version within the group, as in <c>v1alpha1</c>.</summary>
    public string ApiVersion { get; init; } = "v1";

    /// <summary>The kind in singular CamelCase.</summary>
    public required string Kind { get; init; }

    /// <summary>The resource name in paths: plural, lower case.</summary>
    public required string PluralName { get; init; }
}
