using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Caching;

internal static class Versions
{
    /// <summary>Both are the same object in the same version. Versions are opaque: they are equal or not, never older.</summary>
    internal static bool Same(IKubernetesObject a, IKubernetesObject b) =>
        SameObject(a, b) && a.Metadata.ResourceVersion is { } version && version == b.Metadata.ResourceVersion;

    /// <summary>Both are states of one object: a re-created one of the same name has another uid.</summary>
    internal static bool SameObject(IKubernetesObject a, IKubernetesObject b) => a.Metadata.Uid == b.Metadata.Uid;
}
