namespace Transship.Runtime.Rbac;

/// <summary>What a controller needs to do with some entity types. The generator turns all of these into one role.</summary>
/// <param name="entities">The entity types.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class EntityRbacAttribute(params Type[] entities) : Attribute
{
    /// <summary>The entity types.</summary>
    public IReadOnlyList<Type> Entities { get; } = entities;

    /// <summary>What the controller does with them.</summary>
    public RbacVerbs Verbs { get; init; }

    /// <summary>A subresource of each, as in <c>status</c> or <c>finalizers</c>; null for the objects themselves.</summary>
    public string? Subresource { get; init; }
}

/// <summary>What a controller needs to do with resources that have no entity type here.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class GenericRbacAttribute : Attribute
{
    /// <summary>API groups; the empty string is the core group.</summary>
    public string[] Groups { get; init; } = [];

    /// <summary>Plurals, with the subresource behind a slash where one is meant.</summary>
    public string[] Resources { get; init; } = [];

    /// <summary>What the controller does with them.</summary>
    public RbacVerbs Verbs { get; init; }
}
