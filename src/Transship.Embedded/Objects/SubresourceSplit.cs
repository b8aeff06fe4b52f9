using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Kinds;

namespace Transship.Embedded.Objects;

/// <summary>A write to the object leaves its status alone, a write to the status leaves all else alone.</summary>
internal static class SubresourceSplit
{
    /// <summary>Puts back, in place, what this write may not change.</summary>
    public static void Keep(ResourceKind kind, string subresource, JsonObject live, JsonObject target)
    {
        if (subresource == "status")
        {
            var status = target["status"]?.DeepClone();
            var managed = target.At("metadata", "managedFields")?.DeepClone();
            var identity = (Name: new ObjectMeta(target).Name, new ObjectMeta(target).Uid);
            foreach (var (name, _) in target.ToArray())
            {
                target.Remove(name);
            }

            foreach (var (name, value) in live)
            {
                target[name] = value?.DeepClone();
            }

            SetOrRemove(target, "status", status);
            var metadata = target.GetOrAddObject("metadata");
            SetOrRemove(metadata, "managedFields", managed);
            metadata["name"] = identity.Name;
            if (identity.Uid is not null)
            {
                metadata["uid"] = identity.Uid;
            }
        }
        else if (kind.HasStatus)
        {
            SetOrRemove(target, "status", live["status"]?.DeepClone());
        }
    }

    /// <summary>Whether anything differs but metadata and status.</summary>
    public static bool ChangesDesiredState(ResourceKind kind, JsonObject live, JsonObject target)
    {
        var names = live.Select(member => member.Key).Union(target.Select(member => member.Key), StringComparer.Ordinal);
        return names.Any(name => name is not "metadata" && !(name == "status" && kind.HasStatus) && !JsonNode.DeepEquals(live[name], target[name]));
    }

    private static void SetOrRemove(JsonObject target, string name, JsonNode? value)
    {
        if (value is null)
        {
            target.Remove(name);
        }
        else
        {
            target[name] = value;
        }
    }
}
