using System.Text.Json.Nodes;

namespace Transship.Testing.Kubernetes;

internal static class Selection
{
    /// <summary>Whether an object is in a namespace and has the labels of a selector made of equalities.</summary>
    internal static bool Matches(JsonObject entity, string? @namespace, string? labelSelector)
    {
        var metadata = entity["metadata"]!;
        if (@namespace is not null && metadata["namespace"]?.GetValue<string>() != @namespace)
        {
            return false;
        }

        return (labelSelector ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).All(term =>
        {
            var parts = term.Split('=', 2);
            return metadata["labels"]?[parts[0]]?.GetValue<string>() == parts[^1];
        });
    }
}
