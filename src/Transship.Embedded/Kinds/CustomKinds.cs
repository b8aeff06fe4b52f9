using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Schema;
using Transship.Embedded.Tables;

namespace Transship.Embedded.Kinds;

/// <summary>Reads the kinds that a CustomResourceDefinition declares.</summary>
internal static class CustomKinds
{
    /// <summary>The served versions of a definition.</summary>
    /// <param name="definition">The CustomResourceDefinition (apiextensions.k8s.io/v1).</param>
    public static IEnumerable<ResourceKind> Read(JsonObject definition)
    {
        var spec = definition.Object("spec");
        var names = spec.Object("names");
        foreach (var version in (spec["versions"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (version["served"].AsBool() == true)
            {
                yield return Version(spec, names, version);
            }
        }
    }

    private static ResourceKind Version(JsonObject spec, JsonObject names, JsonObject version)
    {
        var kind = names["kind"].AsString()!;
        var schema = version.At("schema", "openAPIV3Schema") as JsonObject ?? new JsonObject
        {
            ["type"] = "object",
            ["x-kubernetes-preserve-unknown-fields"] = true,
        };
        var columns = (version["additionalPrinterColumns"] as JsonArray ?? []).OfType<JsonObject>().Select(PrinterColumn.Read).ToArray();
        return new ResourceKind
        {
            Group = spec["group"].AsString()!,
            Version = version["name"].AsString()!,
            Kind = kind,
            Plural = names["plural"].AsString()!,
            Singular = names["singular"].AsString() ?? kind.ToLowerInvariant(),
            ListKind = names["listKind"].AsString() ?? $"{kind}List",
            IsNamespaced = spec["scope"].AsString() == "Namespaced",
            ShortNames = [.. names.Strings("shortNames")],
            Categories = [.. names.Strings("categories")],
            HasStatus = version.At("subresources", "status") is JsonObject,
            HasGeneration = true,
            IsCustom = true,
            AllowsUnconditionalUpdate = false,
            Schema = SchemaReader.ReadRoot(schema),
            Columns = columns.Length > 0 ? [PrinterColumn.Name, .. columns] : [PrinterColumn.Name, PrinterColumn.Age],
            SelectableFields = [.. (version["selectableFields"] as JsonArray ?? []).OfType<JsonObject>().Select(field => field["jsonPath"].AsString()!.TrimStart('.'))],
            DeprecationWarning = version["deprecated"].AsBool() == true
                ? version["deprecationWarning"].AsString() ?? $"{spec["group"].AsString()}/{version["name"].AsString()} {kind} is deprecated"
                : null,
        };
    }
}
