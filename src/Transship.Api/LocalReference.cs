using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api;

/// <summary>Points at an object in the same namespace.</summary>
public sealed record LocalReference
{
    /// <summary>The name of the object.</summary>
    [Length(MinLength = 1, MaxLength = 253)]
    [Pattern(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")]
    public required string Name { get; init; }
}
