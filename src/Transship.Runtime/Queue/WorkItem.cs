using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Queue;

/// <summary>A key that a worker took; it must be given back with Done.</summary>
/// <param name="Key">The key.</param>
/// <param name="Priority">Its priority when it was taken.</param>
internal readonly record struct WorkItem(NamespacedName Key, int Priority);
