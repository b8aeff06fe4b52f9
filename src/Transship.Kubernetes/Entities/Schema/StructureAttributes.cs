namespace Transship.Kubernetes.Entities.Schema;

/// <summary>Unknown fields below this one are kept, not pruned.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PreserveUnknownFieldsAttribute : Attribute;

/// <summary>An array whose items are merged by keys instead of replaced (<c>x-kubernetes-list-type: map</c>).</summary>
/// <param name="keys">The keys, as they stand in JSON.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListMapKeysAttribute(params string[] keys) : Attribute
{
    /// <summary>The keys.</summary>
    public IReadOnlyList<string> Keys { get; } = keys;
}

/// <summary>An array that is replaced as a whole (<c>x-kubernetes-list-type: atomic</c>), or a set of scalars.</summary>
/// <param name="type"><c>atomic</c> or <c>set</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListTypeAttribute(string type) : Attribute
{
    /// <summary><c>atomic</c> or <c>set</c>.</summary>
    public string Type { get; } = type;
}

/// <summary>A CEL rule that the value must satisfy (Kubernetes 1.25 and later; older servers drop it).</summary>
/// <param name="rule">The expression; <c>self</c> is the value, <c>oldSelf</c> the stored one.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class, AllowMultiple = true)]
public sealed class ValidationRuleAttribute(string rule) : Attribute
{
    /// <summary>The expression.</summary>
    public string Rule { get; } = rule;

    /// <summary>What people read when it fails.</summary>
    public string? Message { get; init; }

    /// <summary>An expression that makes the message.</summary>
    public string? MessageExpression { get; init; }

    /// <summary>The field that is to blame, as in <c>.url</c>.</summary>
    public string? FieldPath { get; init; }
}
