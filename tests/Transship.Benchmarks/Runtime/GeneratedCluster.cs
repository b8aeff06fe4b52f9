using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Kubernetes.Serialization;

namespace Transship.Benchmarks.Runtime;

/// <summary>An API server that makes its objects while they are read and keeps none: what memory shows is the cache's.</summary>
internal sealed class GeneratedCluster(int count) : IKubernetesClient
{
    private readonly Channel<WatchEvent<ReplicationTask>> _changes = Channel.CreateUnbounded<WatchEvent<ReplicationTask>>();

    internal void Change(ReplicationTask task) => _changes.Writer.TryWrite(new WatchEvent<ReplicationTask>(WatchEventType.Modified, task, null));

    /// <summary>A task as a server sends it: a dozen artifacts, a status, the managed fields of two managers.</summary>
    internal static ReplicationTask Make(int number, int version)
    {
        var artifacts = string.Join(',', Enumerable.Range(0, 12).Select(tag => $$"""{"tag":"v1.{{tag}}.{{number}}","digest":"sha256:{{number:x32}}{{tag:x32}}"}"""));
        var json = $$$$$"""
            {"apiVersion":"transship.io/v1alpha1","kind":"ReplicationTask","metadata":{"name":"nightly-{{{{{number}}}}}","namespace":"default",
            "uid":"00000000-0000-0000-0000-{{{{{number:x12}}}}}","resourceVersion":"{{{{{version}}}}}","generation":1,"creationTimestamp":"2026-01-01T00:00:00Z",
            "labels":{"transship.io/rule":"nightly","transship.io/execution":"nightly-1"},
            "managedFields":[{"manager":"transship","operation":"Apply","fieldsV1":{"f:spec":{"f:artifacts":{},"f:source":{},"f:destination":{}}}},
            {"manager":"transship-status","operation":"Apply","fieldsV1":{"f:status":{"f:conditions":{},"f:counts":{},"f:bytes":{}}}}]},
            "spec":{"executionRef":{"name":"nightly-1"},"source":{"endpointRef":{"name":"hub"},"repository":"library/app-{{{{{number}}}}}"},
            "destination":{"endpointRef":{"name":"mirror"},"repository":"mirror/app-{{{{{number}}}}}"},"artifacts":[{{{{{artifacts}}}}}]},
            "status":{"observedGeneration":1,"phase":"Succeeded","attempts":1,"conditions":[{"type":"Succeeded","status":"True","reason":"Done",
            "message":"12 artifacts copied","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}
            """;
        return JsonSerializer.Deserialize<ReplicationTask>(json, KubernetesJson.Options)!;
    }

    public Task<EntityList<T>> ListAsync<T>(ListQuery query, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => Task.FromResult(new EntityList<T>
        {
            Metadata = new V1ListMeta { ResourceVersion = "1" },
            Items = [.. Enumerable.Range(0, count).Select(number => (T)(object)Make(number, 1))],
        });

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(WatchQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        await foreach (var change in _changes.Reader.ReadAllAsync(cancellationToken))
        {
            yield return (WatchEvent<T>)(object)change;
        }
    }

    public Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<T> UpdateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<T> PatchAsync<T>(string name, string? @namespace, Patch patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<bool> DeleteAsync<T>(string name, string? @namespace, DeleteOptions? options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();
}
