using System.Text.Json.Nodes;
using Transship.Embedded.Errors;

namespace Transship.Embedded.Apply;

/// <summary>The answer to an apply that would change what others own.</summary>
internal static class ApplyConflict
{
    public static ApiException Of(IReadOnlyCollection<(string Manager, FieldPath Path)> conflicts)
    {
        var causes = new JsonArray(
        [
            .. conflicts.Select(conflict => (JsonNode)new JsonObject
            {
                ["reason"] = "FieldManagerConflict",
                ["message"] = $"conflict with {conflict.Manager}",
                ["field"] = conflict.Path.ToString(),
            }),
        ]);
        var plural = conflicts.Count == 1 ? "" : "s";
        return new ApiException(409, "Conflict", $"Apply failed with {conflicts.Count} conflict{plural}: {Text(conflicts)}", new JsonObject { ["causes"] = causes });
    }

    private static string Text(IReadOnlyCollection<(string Manager, FieldPath Path)> conflicts)
    {
        if (conflicts.Count == 1)
        {
            var (manager, path) = conflicts.First();
            return $"conflict with {manager}: {path}";
        }

        return string.Join('\n', conflicts
            .GroupBy(conflict => conflict.Manager, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"conflicts with {group.Key}:\n" + string.Join('\n', group.Select(conflict => $"- {conflict.Path}"))));
    }
}
