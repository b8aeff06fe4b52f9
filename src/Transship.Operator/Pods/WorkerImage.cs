using Transship.Api;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Operator.Endpoints;

namespace Transship.Operator.Pods;

/// <summary>The image of workers: what the operator was told, or the image that it runs from itself.</summary>
internal sealed class WorkerImage(IKubernetesClient client, PodOptions options)
{
    private string? _own;

    /// <summary>Finds it.</summary>
    /// <exception cref="ReasonedException">It cannot be told.</exception>
    public async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        if ((options.Image ?? _own) is { } known)
        {
            return known;
        }

        var pod = options.OwnPod is { } name ? await client.GetAsync<V1Pod>(name, options.OwnNamespace, cancellationToken) : null;
        return _own = pod?.Spec.Containers.FirstOrDefault(c => c.Name == "operator")?.Image ?? (pod is { Spec.Containers: [var only, ..] } ? only.Image : null)
            ?? throw new ReasonedException(
                ConditionReasons.InvalidSpec, $"The image of workers is not known: pod '{options.OwnPod}' is not in namespace '{options.OwnNamespace}'. Start the operator with --worker-image, or set spec.execution.pod.image.");
    }
}
