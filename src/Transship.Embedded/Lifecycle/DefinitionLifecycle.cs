using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;
using Transship.Embedded.Kinds;
using Transship.Embedded.Objects;
using Transship.Embedded.Storage;

namespace Transship.Embedded.Lifecycle;

/// <summary>Establishes CustomResourceDefinitions, and deletes the objects of a deleted one.</summary>
internal sealed class DefinitionLifecycle(ObjectStore store, ObjectRemover remover, TimeProvider time)
{
    public void Process(ObjectKey key, StoredObject item)
    {
        if (item.Meta.IsTerminating)
        {
            CleanUp(key, item);
        }
        else
        {
            Establish(key, item);
        }
    }

    private void Establish(ObjectKey key, StoredObject item)
    {
        var target = item.Node.Clone();
        var status = target.GetOrAddObject("status");
        var spec = target.Object("spec");
        status["acceptedNames"] = spec.Object("names").DeepClone();
        var stored = status.Strings("storedVersions").ToList();
        var current = (spec["versions"] as JsonArray ?? []).OfType<JsonObject>().First(version => version["storage"].AsBool() == true)["name"].AsString()!;
        if (!stored.Contains(current, StringComparer.Ordinal))
        {
            stored.Add(current);
        }

        status["storedVersions"] = stored.ToJsonArray();
        SetCondition(status, "NamesAccepted", "NoConflicts", "no conflicts found");
        SetCondition(status, "Established", "InitialNamesAccepted", "the initial names have been accepted");
        if (!JsonNode.DeepEquals(target, item.Node))
        {
            store.Write(key, item.Version, target);
        }
    }

    private void SetCondition(JsonObject status, string type, string reason, string message)
    {
        if (status["conditions"] is not JsonArray conditions)
        {
            conditions = [];
            status["conditions"] = conditions;
        }

        if (!conditions.OfType<JsonObject>().Any(condition => condition["type"].AsString() == type))
        {
            conditions.Add((JsonNode)new JsonObject
            {
                ["lastTransitionTime"] = ObjectMeta.Time(time.GetUtcNow()),
                ["message"] = message,
                ["reason"] = reason,
                ["status"] = "True",
                ["type"] = type,
            });
        }
    }

    private void CleanUp(ObjectKey key, StoredObject item)
    {
        if (CustomKinds.Read(item.Node).FirstOrDefault() is { } kind)
        {
            foreach (var instance in store.List(key.Name).Items.Values)
            {
                try
                {
                    remover.Delete(kind, new ObjectKey(key.Name, instance.Meta.Namespace, instance.Meta.Name), new DeleteRequest { Propagation = DeleteRequest.Background });
                }
                catch (ApiException e) when (e.Code == 404)
                {
                    // It went by itself.
                }
            }
        }

        if (store.List(key.Name).Items.IsEmpty)
        {
            ObjectEdit.RemoveFinalizer(store, key, DefinitionRules.CleanupFinalizer);
        }
    }
}
