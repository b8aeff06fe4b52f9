using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;

namespace Transship.Kubernetes.Client;

/// <content>What hangs below an object: its scale, and the log of a pod.</content>
public sealed partial class KubernetesClient
{
    /// <summary>The longest line of a log; the rest of a longer one becomes further lines.</summary>
    private const int MaxLogLine = 64 << 10;

    private static readonly EntityDefinition Pods = new("", "v1", "Pod", "pods", EntityScope.Namespaced);

    /// <summary>How many replicas an object has and should have.</summary>
    /// <param name="name">The object.</param>
    /// <param name="namespace">Its namespace; null for the default one.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="KubernetesException">There is no such object, or its kind cannot be scaled.</exception>
    public Task<V1Scale> GetScaleAsync<T>(string name, string? @namespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        SendAsync<V1Scale>(HttpMethod.Get, ObjectPath<T>(name, @namespace, "scale"), null, Json, MaxObjectBytes, cancellationToken);

    /// <summary>Sets how many replicas an object should have.</summary>
    /// <param name="name">The object.</param>
    /// <param name="namespace">Its namespace; null for the default one.</param>
    /// <param name="replicas">The number.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="KubernetesException">There is no such object, or its kind cannot be scaled.</exception>
    public Task<V1Scale> SetScaleAsync<T>(string name, string? @namespace, int replicas, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var patch = Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } });
        return SendAsync<V1Scale>(HttpMethod.Patch, ObjectPath<T>(name, @namespace, "scale"), patch.Body, patch.MediaType, MaxObjectBytes, cancellationToken);
    }

    /// <summary>The log of a pod, line by line.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="namespace">Its namespace; null for the default one.</param>
    /// <param name="query">Which part.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="KubernetesException">There is no such pod, container or log.</exception>
    public async IAsyncEnumerable<string> ReadLogAsync(
        string pod, string? @namespace, PodLogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var watchdog = new Watchdog(_config, Timeout.InfiniteTimeSpan, _timeProvider, cancellationToken);
        var path = ResourcePath.Object(Pods, NamespaceOr(@namespace), pod, "log")
            .With("container", query.Container)
            .With("follow", query.Follow ? "true" : null)
            .With("previous", query.Previous ? "true" : null)
            .With("tailLines", query.TailLines?.ToString())
            .With("limitBytes", query.LimitBytes?.ToString())
            .With("timestamps", query.Timestamps ? "true" : null);
        using var response = await OpenAsync(watchdog, path);
        await using var lines = new FrameReader(await response.Content.ReadAsStreamAsync(cancellationToken), MaxLogLine, splitLong: true);

        // A followed log may be silent as long as the pod is.
        var idle = query.Follow ? Timeout.InfiniteTimeSpan : _config.RequestTimeout;
        while (await watchdog.GuardAsync(token => lines.ReadAsync(token).AsTask(), path, idle) is { } line)
        {
            yield return Encoding.UTF8.GetString(line);
        }
    }
}
