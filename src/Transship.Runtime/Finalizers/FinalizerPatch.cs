using System.Text.Json.Nodes;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;

namespace Transship.Runtime.Finalizers;

/// <summary>Changes the finalizers of an object, and only when they are still what they were: no other's is ever lost (F4).</summary>
internal static class FinalizerPatch
{
    internal static Patch Build(V1ObjectMeta current, IReadOnlyList<string> wanted, string fieldManager)
    {
        var operations = new List<JsonNode?> { Operation("test", "/metadata/uid", current.Uid) };
        if (current.Finalizers is { Count: > 0 } known)
        {
            operations.Add(Operation("test", "/metadata/finalizers", List(known)));
            operations.Add(wanted.Count > 0
                ? Operation("replace", "/metadata/finalizers", List(wanted))
                : new JsonObject { ["op"] = "remove", ["path"] = "/metadata/finalizers" });
        }
        else
        {
            // There is no list to test, so the whole object must be the same.
            operations.Add(Operation("test", "/metadata/resourceVersion", current.ResourceVersion));
            operations.Add(Operation("add", "/metadata/finalizers", List(wanted)));
        }

        return Patch.Json([.. operations]) with { FieldManager = fieldManager };
    }

    private static JsonObject Operation(string op, string path, JsonNode? value) => new() { ["op"] = op, ["path"] = path, ["value"] = value };

    private static JsonArray List(IEnumerable<string> values) => [.. values.Select(value => (JsonNode)value)];
}
