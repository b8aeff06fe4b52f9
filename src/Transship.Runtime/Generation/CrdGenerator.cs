using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json.Nodes;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Entities.Schema;

namespace Transship.Runtime.Generation;

/// <summary>Makes CustomResourceDefinitions (apiextensions.k8s.io/v1) of entity types. The same type always gives the same text.</summary>
[RequiresUnreferencedCode(Reflects)]
public static class CrdGenerator
{
    internal const string Reflects = "Schemas are made at build time, by reflection: the properties of the types may be trimmed from a published program.";

    /// <summary>The definition of an entity type, with one version that is served and stored.</summary>
    /// <param name="entity">The type; it carries <see cref="KubernetesEntityAttribute"/>.</param>
    /// <exception cref="InvalidOperationException">A structural schema cannot express the type; the message names the field.</exception>
    public static JsonObject Generate(Type entity)
    {
        var definition = EntityDefinition.Of(entity);
        return new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject { ["name"] = $"{definition.Plural}.{definition.Group}" },
            ["spec"] = new JsonObject
            {
                ["group"] = definition.Group,
                ["names"] = Names(entity, definition),
                ["scope"] = definition.Scope.ToString(),
                ["versions"] = new JsonArray(Version(entity, definition)),
            },
        };
    }

    private static JsonObject Names(Type entity, EntityDefinition definition)
    {
        var names = new JsonObject
        {
            ["kind"] = definition.Kind,
            ["listKind"] = definition.Kind + "List",
            ["plural"] = definition.Plural,
            ["singular"] = definition.Kind.ToLowerInvariant(),
        };
        Set(names, "categories", entity.GetCustomAttribute<EntityCategoriesAttribute>()?.Categories);
        Set(names, "shortNames", entity.GetCustomAttribute<KubernetesEntityShortNamesAttribute>()?.ShortNames);
        return names;
    }

    private static JsonObject Version(Type entity, EntityDefinition definition)
    {
        var version = new JsonObject
        {
            ["name"] = definition.Version,
            ["served"] = true,
            ["storage"] = true,
            ["schema"] = new JsonObject { ["openAPIV3Schema"] = EntitySchema.Build(entity) },
        };
        var columns = entity.GetCustomAttributes<GenericAdditionalPrinterColumnAttribute>().Select(Column).ToArray<JsonNode?>();
        if (columns.Length > 0)
        {
            version["additionalPrinterColumns"] = new JsonArray(columns);
        }

        if (entity.GetCustomAttribute<SelectableFieldsAttribute>() is { } selectable)
        {
            version["selectableFields"] = new JsonArray([.. selectable.JsonPaths.Select(path => (JsonNode)new JsonObject { ["jsonPath"] = path })]);
        }

        if (EntitySchema.HasStatus(entity))
        {
            version["subresources"] = new JsonObject { ["status"] = new JsonObject() };
        }

        return version;
    }

    private static JsonObject Column(GenericAdditionalPrinterColumnAttribute column)
    {
        var entry = new JsonObject { ["name"] = column.Name, ["type"] = column.Type, ["jsonPath"] = column.JsonPath };
        if (column.Description is { } description)
        {
            entry["description"] = description;
        }

        if (column.Priority != 0)
        {
            entry["priority"] = column.Priority;
        }

        return entry;
    }

    private static void Set(JsonObject parent, string field, IReadOnlyList<string>? values)
    {
        if (values is { Count: > 0 })
        {
            parent[field] = new JsonArray([.. values.Select(value => (JsonNode)value)]);
        }
    }
}
