using System.Text.Json;
using Transship.Kubernetes.Models;

namespace Transship.Operator.Audit;

/// <summary>
/// Who asked for something, as far as an object tells. Kubernetes keeps no user beside an object: it keeps the program that wrote each field, and our own command
/// line leaves the name of its user in an annotation. Both are what a client says of itself; only the API server's audit log is proof.
/// </summary>
internal static class Requester
{
    /// <summary>What is said where nothing tells.</summary>
    public const string Unknown = "an unknown client";

    /// <summary>Says who.</summary>
    /// <param name="metadata">The object's metadata as the server stores it: caches leave the field managers out.</param>
    /// <param name="annotation">The annotation that may name the user; null for none.</param>
    /// <param name="field">The field that was written, step by step, as in <c>spec</c>, <c>stop</c>.</param>
    public static string Of(V1ObjectMeta metadata, string? annotation, params ReadOnlySpan<string> field)
    {
        var user = annotation is null ? null : metadata.Annotations?.GetValueOrDefault(annotation);

        // Whoever applies a rule need not name a field whose default is right: then the writer of the specification is who asked.
        return (user, ManagerOf(metadata, field) ?? ManagerOf(metadata, ["spec"])) switch
        {
            (_, FieldManagers.Stop) => "the operator (its rule was switched off, deleted, or replaces its runs)",
            ({ Length: > 0 }, null) => user,
            ({ Length: > 0 }, var manager) => $"{user} (with {manager})",
            (_, { } manager) => $"a user of {manager}",
            _ => Unknown,
        };
    }

    /// <summary>The program that wrote the field last; null where nothing tells.</summary>
    private static string? ManagerOf(V1ObjectMeta metadata, ReadOnlySpan<string> field)
    {
        if (metadata.ManagedFields is not { ValueKind: JsonValueKind.Array } entries)
        {
            return null;
        }

        var (manager, latest) = ((string?)null, "");
        foreach (var entry in entries.EnumerateArray())
        {
            // Times are of one form, so they sort as text.
            if (entry.TryGetProperty("fieldsV1", out var fields) && Has(fields, field) && Text(entry, "time") is var time && string.CompareOrdinal(time, latest) >= 0)
            {
                (manager, latest) = (Text(entry, "manager"), time);
            }
        }

        return string.IsNullOrEmpty(manager) ? null : manager;
    }

    private static bool Has(JsonElement fields, ReadOnlySpan<string> field)
    {
        foreach (var step in field)
        {
            if (fields.ValueKind != JsonValueKind.Object || !fields.TryGetProperty($"f:{step}", out fields))
            {
                return false;
            }
        }

        return true;
    }

    private static string Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
