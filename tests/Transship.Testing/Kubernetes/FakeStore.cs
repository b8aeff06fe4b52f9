using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Kubernetes.Serialization;

namespace Transship.Testing.Kubernetes;

/// <summary>The objects of a fake cluster, and the rules that an API server keeps when they change.</summary>
internal sealed class FakeStore(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly List<FakeFrame> _history = [];
    private readonly List<FakeWatch> _watches = [];
    private long _version = 1;
    private long _oldest;
    private long _uid;

    internal int OpenWatches
    {
        get
        {
            lock (_gate)
            {
                return _watches.Count;
            }
        }
    }

    internal string Version
    {
        get
        {
            lock (_gate)
            {
                return _version.ToString();
            }
        }
    }

    internal void Compact()
    {
        lock (_gate)
        {
            _oldest = _version;
            _history.Clear();
        }
    }

    internal void EndWatches(Exception? how)
    {
        lock (_gate)
        {
            _watches.ForEach(watch => watch.End(how));
        }
    }

    internal T? Get<T>(string name, string? ns)
        where T : class, IKubernetesObject
    {
        lock (_gate)
        {
            return _objects.TryGetValue(Path<T>(ns, name), out var found) ? Read<T>(found) : null;
        }
    }

    internal EntityList<T> List<T>(ListQuery query)
        where T : class, IKubernetesObject
    {
        lock (_gate)
        {
            var prefix = EntityDefinition.Of<T>().Plural + "/";
            var found = _objects.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(entry => entry.Value)
                .Where(entity => Selection.Matches(entity, query.Namespace, query.LabelSelector));
            return new EntityList<T> { Metadata = new V1ListMeta { ResourceVersion = _version.ToString() }, Items = [.. found.Select(Read<T>)] };
        }
    }

    internal FakeWatch Watch<T>(WatchQuery query)
        where T : class, IKubernetesObject
    {
        lock (_gate)
        {
            var from = long.TryParse(query.ResourceVersion, out var parsed) ? parsed : 0;
            if (from < _oldest && !query.SendInitialEvents)
            {
                throw Failures.Expired();
            }

            var kind = EntityDefinition.Of<T>().Kind;
            var watch = new FakeWatch(kind, query, Close);
            if (query.SendInitialEvents)
            {
                SendInitial<T>(watch, kind);
            }
            else
            {
                _history.Where(frame => frame.Version > from).ToList().ForEach(watch.Offer);
            }

            _watches.Add(watch);
            return watch;
        }
    }

    internal T Create<T>(T entity)
        where T : class, IKubernetesObject
    {
        lock (_gate)
        {
            var stored = Write(entity);
            var metadata = stored["metadata"]!.AsObject();
            var path = Path<T>(entity.Metadata.Namespace, entity.Metadata.Name!);
            if (_objects.ContainsKey(path))
            {
                throw Failures.Of(HttpStatusCode.Conflict, "AlreadyExists", $"{path} already exists");
            }

            metadata["uid"] = $"uid-{++_uid}";
            metadata["generation"] = 1L;
            metadata["creationTimestamp"] = JsonSerializer.SerializeToNode(time.GetUtcNow(), KubernetesJson.Options);
            if (typeof(T).GetProperty("Status") is not null)
            {
                stored.Remove("status");
            }

            return Read<T>(Put<T>(path, stored, WatchEventType.Added));
        }
    }

    internal T Update<T>(T entity)
        where T : class, IKubernetesObject
    {
        lock (_gate)
        {
            var path = Path<T>(entity.Metadata.Namespace, entity.Metadata.Name!);
            var present = Present(path);
            var version = present["metadata"]!["resourceVersion"]!.GetValue<string>();
            if (entity.Metadata.ResourceVersion is { } expected && expected != version)
            {
                throw Failures.Conflict();
            }

            var changed = Write(entity);
            changed["status"] = present["status"]?.DeepClone(); // W2
            return Read<T>(Store<T>(path, present, changed));
        }
    }

    internal T Patch<T>(string name, string? ns, Patch patch)
        where T : class, IKubernetesObject
    {
        lock (_gate)
        {
            var path = Path<T>(ns, name);
            if (!_objects.ContainsKey(path) && patch.MediaType.Contains("apply-patch", StringComparison.Ordinal) && patch.Subresource is null)
            {
                return Create(JsonSerializer.Deserialize<T>(patch.Body.Span, KubernetesJson.Options)!);
            }

            var present = Present(path);
            var changed = FakePatch.Apply(present, patch);
            if (!JsonNode.DeepEquals(changed["metadata"]?["resourceVersion"], present["metadata"]?["resourceVersion"]))
            {
                throw Failures.Conflict(); // W1: a patch that names a version wants no other one
            }

            if (patch.Subresource == "status")
            {
                var status = changed["status"]?.DeepClone();
                changed = present.DeepClone().AsObject(); // W2
                changed["status"] = status;
            }
            else
            {
                changed["status"] = present["status"]?.DeepClone();
            }

            return Read<T>(Store<T>(path, present, changed));
        }
    }

    internal bool Delete<T>(string name, string? ns, DeleteOptions? options)
        where T : class, IKubernetesObject
    {
        lock (_gate)
        {
            var path = Path<T>(ns, name);
            if (!_objects.TryGetValue(path, out var present))
            {
                return false;
            }

            var metadata = Read<T>(present).Metadata;
            if ((options?.Uid ?? metadata.Uid) != metadata.Uid || (options?.ResourceVersion ?? metadata.ResourceVersion) != metadata.ResourceVersion)
            {
                throw Failures.Conflict();
            }

            if (metadata.Finalizers is null or { Count: 0 })
            {
                Drop<T>(path, present);
            }
            else if (metadata.DeletionTimestamp is null)
            {
                var marked = present.DeepClone().AsObject();
                marked["metadata"]!["deletionTimestamp"] = JsonSerializer.SerializeToNode(time.GetUtcNow(), KubernetesJson.Options);
                Put<T>(path, marked, WatchEventType.Modified);
            }

            return true;
        }
    }

    private void SendInitial<T>(FakeWatch watch, string kind)
        where T : class, IKubernetesObject
    {
        var prefix = EntityDefinition.Of<T>().Plural + "/";
        foreach (var entity in _objects.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            watch.Offer(new FakeFrame(_version, kind, WatchEventType.Added, entity.Value));
        }

        var annotations = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        var bookmark = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = _version.ToString(), ["annotations"] = annotations } };
        watch.OfferAlways(new FakeFrame(_version, kind, WatchEventType.Bookmark, bookmark));
    }

    private JsonObject Store<T>(string path, JsonObject present, JsonObject changed)
        where T : class, IKubernetesObject
    {
        var (before, metadata) = (present["metadata"]!.AsObject(), changed["metadata"]!.AsObject());
        foreach (var kept in (string[])["uid", "creationTimestamp", "deletionTimestamp", "generation", "resourceVersion"])
        {
            metadata[kept] = before[kept]?.DeepClone();
        }

        Prune(changed);
        if (JsonNode.DeepEquals(present, changed))
        {
            return present; // W5: nothing changed, the version stays
        }

        var isGoing = before["deletionTimestamp"] is not null;
        var added = Finalizers(metadata).Except(Finalizers(before), StringComparer.Ordinal);
        if (isGoing && added.Any())
        {
            throw Failures.Of(HttpStatusCode.UnprocessableEntity, "Invalid", "no new finalizers can be added if the object is being deleted");
        }

        if (!JsonNode.DeepEquals(present["spec"], changed["spec"]))
        {
            metadata["generation"] = before["generation"]!.GetValue<long>() + 1;
        }

        if (isGoing && !Finalizers(metadata).Any())
        {
            return Drop<T>(path, changed);
        }

        return Put<T>(path, changed, WatchEventType.Modified);
    }

    private JsonObject Put<T>(string path, JsonObject entity, WatchEventType type)
        where T : class, IKubernetesObject
    {
        Prune(entity);
        entity["metadata"]!["resourceVersion"] = (++_version).ToString();
        _objects[path] = entity;
        Tell<T>(type, entity);
        return entity;
    }

    private JsonObject Drop<T>(string path, JsonObject entity)
        where T : class, IKubernetesObject
    {
        var final = entity.DeepClone().AsObject();
        final["metadata"]!["resourceVersion"] = (++_version).ToString();
        _objects.Remove(path);
        Tell<T>(WatchEventType.Deleted, final);
        return final;
    }

    private void Tell<T>(WatchEventType type, JsonObject entity)
        where T : class, IKubernetesObject
    {
        var frame = new FakeFrame(_version, EntityDefinition.Of<T>().Kind, type, entity);
        _history.Add(frame);
        _watches.ForEach(watch => watch.Offer(frame));
    }

    private void Close(FakeWatch watch)
    {
        lock (_gate)
        {
            _watches.Remove(watch);
        }
    }

    private JsonObject Present(string path) => _objects.TryGetValue(path, out var found) ? found : throw Failures.NotFound();

    private static IEnumerable<string> Finalizers(JsonObject metadata) =>
        metadata["finalizers"]?.AsArray().Select(finalizer => finalizer!.GetValue<string>()) ?? [];

    private static void Prune(JsonObject entity)
    {
        foreach (var (name, _) in entity.Where(member => member.Value is null).ToList())
        {
            entity.Remove(name);
        }

        var metadata = entity["metadata"]!.AsObject();
        foreach (var (name, _) in metadata.Where(member => member.Value is null or JsonArray { Count: 0 }).ToList())
        {
            metadata.Remove(name);
        }
    }

    private static string Path<T>(string? ns, string name)
        where T : class, IKubernetesObject => $"{EntityDefinition.Of<T>().Plural}/{ns}/{name}";

    private static JsonObject Write<T>(T entity) => JsonSerializer.SerializeToNode(entity, KubernetesJson.Options)!.AsObject();

    private static T Read<T>(JsonObject entity) => entity.Deserialize<T>(KubernetesJson.Options)!;
}
