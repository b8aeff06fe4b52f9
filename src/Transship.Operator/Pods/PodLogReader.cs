using Transship.Kubernetes.Models;

namespace Transship.Operator.Pods;

/// <summary>Reads the log of a worker's pod, the newest lines of it.</summary>
/// <param name="pod">The pod.</param>
/// <param name="cancellationToken">Ends the reading.</param>
internal delegate IAsyncEnumerable<string> PodLogReader(V1Pod pod, CancellationToken cancellationToken);
