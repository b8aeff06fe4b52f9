namespace Transship.Kubernetes.Entities.Schema;

/// <summary>Short names that kubectl takes for the kind.</summary>
/// <param name="shortNames">The names, lower case.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class KubernetesEntityShortNamesAttribute(params string[] shortNames) : Attribute
{
    /// <summary>The names, lower case.</summary>
    public IReadOnlyList<string> ShortNames { get; } = shortNames;
}

/// <summary>Groups of kinds that kubectl lists together, as in <c>kubectl get all</c>.</summary>
/// <param name="categories">The groups.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EntityCategoriesAttribute(params string[] categories) : Attribute
{
    /// <summary>The groups.</summary>
    public IReadOnlyList<string> Categories { get; } = categories;
}

/// <summary>Fields that field selectors may name (Kubernetes 1.31 and later; ignored before).</summary>
/// <param name="jsonPaths">Simple paths, as in <c>.spec.ruleRef.name</c>; at most 8.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SelectableFieldsAttribute(params string[] jsonPaths) : Attribute
{
    /// <summary>Simple paths.</summary>
    public IReadOnlyList<string> JsonPaths { get; } = jsonPaths;
}
