using Transship.Kubernetes.Models;

namespace Transship.Operator.Endpoints;

/// <summary>Where the secrets that endpoints name are read: the API server in the operator, mounted files in a worker.</summary>
internal interface ISecretSource
{
    /// <summary>A secret as it is now, or null where there is none.</summary>
    Task<V1Secret?> ReadAsync(string name, string @namespace, CancellationToken cancellationToken);
}
