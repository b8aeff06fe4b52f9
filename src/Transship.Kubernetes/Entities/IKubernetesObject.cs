using Transship.Kubernetes.Models;

namespace Transship.Kubernetes.Entities;

/// <summary>Anything the Kubernetes API stores: it has a version, a kind and metadata. Implementations are immutable.</summary>
public interface IKubernetesObject
{
    /// <summary>Group and version, as in <c>transship.io/v1alpha1</c>; only the version for the core group.</summary>
    string ApiVersion { get; }

    /// <summary>The kind in singular CamelCase, as in <c>Endpoint</c>.</summary>
    string Kind { get; }

    /// <summary>Name, namespace, versions, labels, owners and finalizers.</summary>
    V1ObjectMeta Metadata { get; }
}
