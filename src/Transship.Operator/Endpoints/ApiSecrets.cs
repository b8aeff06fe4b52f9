using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;

namespace Transship.Operator.Endpoints;

/// <summary>Secrets of the API server, never cached.</summary>
internal sealed class ApiSecrets(IKubernetesClient client) : ISecretSource
{
    public Task<V1Secret?> ReadAsync(string name, string @namespace, CancellationToken cancellationToken) =>
        client.GetAsync<V1Secret>(name, @namespace, cancellationToken);
}
