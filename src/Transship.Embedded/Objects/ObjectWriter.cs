using System.Text.Json.Nodes;
using Transship.Embedded.Apply;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;
using Transship.Embedded.Kinds;
using Transship.Embedded.Storage;

namespace Transship.Embedded.Objects;

/// <summary>Creates and updates objects by the rules of the Kubernetes API.</summary>
internal sealed class ObjectWriter(ObjectStore store, NameGenerator names, TimeProvider time)
{
    private const int MaxAttempts = 10;

    private string Now => ObjectMeta.Time(time.GetUtcNow());

    /// <summary>Creates an object.</summary>
    /// <param name="kind">The kind of the path.</param>
    /// <param name="ns">The namespace of the path; empty for cluster-wide kinds.</param>
    /// <param name="body">The object as decoded; may be changed.</param>
    /// <param name="options">How to write.</param>
    /// <param name="duplicates">Members that the client sent twice.</param>
    /// <param name="isApplied">The owners of the fields are recorded already.</param>
    public StoredObject Create(ResourceKind kind, string ns, JsonObject body, WriteOptions options, IReadOnlyCollection<string> duplicates, bool isApplied = false)
    {
        ObjectAdmission.Decode(body, kind, options, duplicates);
        for (var attempt = 1; ; attempt++)
        {
            var target = body.Clone();
            var meta = new ObjectMeta(target);
            var isGenerated = Identify(kind, ns, meta);
            Begin(kind, target, meta);
            kind.Rules.Prepare(target, null);
            if (!isApplied)
            {
                new Ownership(kind, "").Update([], target, options.FieldManager, Now);
            }

            ObjectAdmission.Validate(target, null, kind);
            var key = new ObjectKey(kind.StorageName, meta.Namespace, meta.Name);
            RequireNamespace(kind, key);
            if (store.Get(key) is null)
            {
                if (options.DryRun)
                {
                    return Draft(target, 0);
                }

                if (store.Write(key, 0, Stored(kind, target), ShownAsStored(kind)) is { } created)
                {
                    return created;
                }
            }

            if (!isGenerated || attempt == MaxAttempts)
            {
                throw ApiErrors.AlreadyExists(kind, meta.Name);
            }
        }
    }

    /// <summary>Replaces an object, or its status, by what a function makes of the stored one.</summary>
    /// <param name="kind">The kind of the path.</param>
    /// <param name="key">The object.</param>
    /// <param name="subresource">The subresource written to; empty for the object itself.</param>
    /// <param name="change">Makes the wanted object from the stored one.</param>
    /// <param name="options">How to write.</param>
    /// <param name="isApplied">The owners of the fields are recorded already.</param>
    /// <exception cref="ApiException">There is no such object (404), it changed in between (409), or the wanted one is invalid (422).</exception>
    public StoredObject Update(ResourceKind kind, ObjectKey key, string subresource, Func<JsonObject, JsonObject> change, WriteOptions options, bool isApplied = false)
    {
        for (var attempt = 1; ; attempt++)
        {
            var stored = store.Get(key) ?? throw ApiErrors.NotFound(kind, key.Name);
            var live = stored.As(kind).Node;
            var target = change(live.Clone());
            var given = new ObjectMeta(target).ResourceVersion;
            if (given is not null && given != stored.Meta.ResourceVersion)
            {
                throw ApiErrors.Modified(kind, key.Name);
            }

            Complete(kind, key, subresource, live, target, options, isApplied);
            if (JsonNode.DeepEquals(target, live))
            {
                return stored;
            }

            if (options.DryRun)
            {
                return Draft(target, stored.Version);
            }

            var isGone = new ObjectMeta(target) is { IsTerminating: true, Finalizers.Count: 0 } && !HasOwnFinalizers(target);
            var written = store.Write(key, stored.Version, isGone ? null : Stored(kind, target), isGone ? null : ShownAsStored(kind));
            if (written is not null)
            {
                return isGone ? Draft(target, written.Version) : written;
            }

            if (attempt == MaxAttempts)
            {
                throw ApiErrors.Modified(kind, key.Name);
            }
        }
    }

    /// <summary>Whether the object waits for finalizers outside its metadata: namespaces have their own list.</summary>
    internal static bool HasOwnFinalizers(JsonObject node) =>
        node["kind"].AsString() == "Namespace" && node["apiVersion"].AsString() == "v1" && node.Object("spec").Strings("finalizers").Any();

    private static JsonObject Stored(ResourceKind kind, JsonObject target) => kind.Rules.ToStored(target.Clone());

    private static ResourceKind? ShownAsStored(ResourceKind kind) => kind.Rules.IsStoredForm ? kind : null;

    private static StoredObject Draft(JsonObject target, long version) =>
        new(WireJson.Bytes(target), version);

    private void Complete(ResourceKind kind, ObjectKey key, string subresource, JsonObject live, JsonObject target, WriteOptions options, bool isApplied)
    {
        kind.Stamp(target);
        SubresourceSplit.Keep(kind, subresource, live, target);
        var meta = new ObjectMeta(target);
        var old = new ObjectMeta(live);
        if (meta.Name != key.Name)
        {
            throw ApiErrors.BadRequest($"the name of the object ({meta.Name}) does not match the name on the URL ({key.Name})");
        }

        if (meta.Uid is { } uid && uid != old.Uid)
        {
            throw ApiErrors.Conflict(kind, key.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {old.Uid}");
        }

        foreach (var name in new[] { "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "resourceVersion", "generateName", "selfLink" })
        {
            meta[name] = old[name]?.DeepClone();
        }

        kind.Rules.Prepare(target, live);
        if (subresource.Length == 0 && kind.HasGeneration && SubresourceSplit.ChangesDesiredState(kind, live, target))
        {
            meta.Generation = old.Generation + 1;
        }

        if (!isApplied)
        {
            new Ownership(kind, subresource).Update(live, target, options.FieldManager, Now);
        }

        ObjectAdmission.Validate(target, live, kind);
    }

    private bool Identify(ResourceKind kind, string ns, ObjectMeta meta)
    {
        if (meta.Namespace.Length > 0 && meta.Namespace != ns)
        {
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        meta.Namespace = kind.IsNamespaced ? ns : "";
        if (meta.Name.Length > 0 || meta.GenerateName is not { } prefix)
        {
            return false;
        }

        meta.Name = names.Next(prefix);
        return true;
    }

    private void Begin(ResourceKind kind, JsonObject target, ObjectMeta meta)
    {
        if (meta.ResourceVersion is not null)
        {
            throw ApiErrors.BadRequest("resourceVersion should not be set on objects to be created");
        }

        if (kind.HasStatus)
        {
            target.Remove("status");
        }

        meta.Uid = names.NextUid();
        meta.CreationTimestamp = Now;
        meta.DeletionTimestamp = null;
        meta["deletionGracePeriodSeconds"] = null;
        meta["selfLink"] = null;
        meta["generation"] = kind.HasGeneration ? 1 : null;
    }

    private void RequireNamespace(ResourceKind kind, ObjectKey key)
    {
        if (!kind.IsNamespaced)
        {
            return;
        }

        var ns = store.Get(new ObjectKey(BuiltInKinds.Namespaces, "", key.Namespace))
            ?? throw new ApiException(404, "NotFound", $"namespaces \"{key.Namespace}\" not found", new JsonObject { ["name"] = key.Namespace, ["kind"] = "namespaces" });
        if (ns.Meta.IsTerminating)
        {
            throw ApiErrors.Forbidden(
                kind,
                key.Name,
                $"unable to create new content in namespace {key.Namespace} because it is being terminated",
                new JsonArray(new JsonObject { ["reason"] = "NamespaceTerminating", ["message"] = $"namespace {key.Namespace} is being terminated", ["field"] = "metadata.namespace" }));
        }
    }
}
