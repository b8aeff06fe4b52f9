namespace Transship.Kubernetes.Entities.Schema;

/// <summary>A column of <c>kubectl get</c>, in the order of the attributes on the entity type.</summary>
/// <param name="name">The heading.</param>
/// <param name="jsonPath">A simple JSON path, as in <c>.status.phase</c>.</param>
/// <param name="type">The OpenAPI type: <c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c> or <c>date</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class GenericAdditionalPrinterColumnAttribute(string name, string jsonPath, string type) : Attribute
{
    /// <summary>The heading.</summary>
    public string Name { get; } = name;

    /// <summary>Where the value stands.</summary>
    public string JsonPath { get; } = jsonPath;

    /// <summary>The OpenAPI type.</summary>
    public string Type { get; } = type;

    /// <summary>0 is always shown; 1 only with <c>-o wide</c>.</summary>
    public int Priority { get; init; }

    /// <summary>What the column tells.</summary>
    public string? Description { get; init; }
}
