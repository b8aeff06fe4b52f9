namespace Transship.Kubernetes.Entities.Schema;

/// <summary>The field keeps the value that the object was created with: it can neither change, nor come, nor go (CEL; Kubernetes 1.25 and later).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ImmutableAttribute : Attribute
{
    /// <summary>What people read when they try; null for a sentence that names the field.</summary>
    public string? Message { get; init; }
}
