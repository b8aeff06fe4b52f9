using Transship.Api.Endpoints;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Caching;

namespace Transship.Operator.Endpoints;

/// <summary>Endpoints that are all known from the beginning.</summary>
internal sealed class KnownEndpoints(IReadOnlyList<Endpoint> endpoints) : IEntityCache<Endpoint>
{
    public bool HasSynced => true;

    public Endpoint? Get(NamespacedName key) => endpoints.FirstOrDefault(endpoint => NamespacedName.Of(endpoint) == key);

    public IReadOnlyCollection<Endpoint> List(string? @namespace = null) => [.. endpoints.Where(endpoint => @namespace is null || endpoint.Metadata.Namespace == @namespace)];

    public IReadOnlyCollection<Endpoint> ByIndex(string index, string value) => throw new NotSupportedException($"There is no index '{index}'.");
}
