using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;

namespace Transship.Embedded.Schema;

/// <summary>Items that must be unique: those of sets, those of maps by their keys.</summary>
internal static class ListUniqueness
{
    public static void Check(JsonArray items, SchemaNode schema, string path, List<FieldError> errors)
    {
        if (schema.List == ListKind.Atomic)
        {
            if (schema.UniqueItems && Distinct(items) < items.Count)
            {
                errors.Add(FieldError.Invalid(path, items, $"{path} in body shouldn't contain duplicates"));
            }

            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            var identity = schema.List == ListKind.Set ? items[i]?.DeepClone() : ListKeys.Of(items[i], schema);
            if (identity is not null && !seen.Add(WireJson.Text(identity)))
            {
                errors.Add(FieldError.Duplicate($"{path}[{i}]", identity));
            }
        }
    }

    private static int Distinct(JsonArray items) => items.Select(WireJson.Text).Distinct(StringComparer.Ordinal).Count();
}
