using System.Net;
using System.Text.Json.Nodes;
using Transship.Kubernetes.Client;

namespace Transship.Testing.Kubernetes;

/// <summary>Applies the patches that the runtime uses.</summary>
internal static class FakePatch
{
    internal static JsonObject Apply(JsonObject present, Patch patch)
    {
        var body = JsonNode.Parse(patch.Body.Span)!;
        var changed = present.DeepClone().AsObject();
        if (patch.MediaType.Contains("json-patch", StringComparison.Ordinal))
        {
            foreach (var operation in body.AsArray())
            {
                Apply(changed, operation!.AsObject());
            }

            return changed;
        }

        if (patch.MediaType.Contains("apply-patch", StringComparison.Ordinal))
        {
            RequireApply(patch, body);
            foreach (var member in body.AsObject().Where(member => patch.Subresource is { } only ? member.Key == only : member.Key is not ("metadata" or "status")))
            {
                changed[member.Key] = member.Value?.DeepClone();
            }

            return changed;
        }

        Merge(changed, body.AsObject());
        return changed;
    }

    private static void RequireApply(Patch patch, JsonNode body)
    {
        if (string.IsNullOrEmpty(patch.FieldManager) || body["metadata"]?["managedFields"] is not null)
        {
            throw Failures.Of(HttpStatusCode.BadRequest, "BadRequest", "apply needs a field manager and no managedFields"); // W5
        }
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject inner && target[name] is JsonObject present)
            {
                Merge(present, inner);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }

    private static void Apply(JsonObject root, JsonObject operation)
    {
        var path = operation["path"]!.GetValue<string>().Split('/')[1..];
        var parent = path[..^1].Aggregate((JsonNode?)root, (node, part) => node?[part]);
        var (last, value) = (path[^1], operation["value"]);
        switch (operation["op"]!.GetValue<string>())
        {
            case "test" when JsonNode.DeepEquals(parent?[last], value):
                break;
            case "add" or "replace" when parent is JsonObject target:
                target[last] = value?.DeepClone();
                break;
            case "remove" when parent is JsonObject target:
                target.Remove(last);
                break;
            default:
                throw Failures.Of(HttpStatusCode.UnprocessableEntity, "Invalid", $"the operation {operation.ToJsonString()} failed");
        }
    }
}
