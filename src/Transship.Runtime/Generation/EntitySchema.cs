using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json.Nodes;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Entities.Schema;

namespace Transship.Runtime.Generation;

/// <summary>The schema of an entity as a whole: what is common to all objects, then spec, status and the like.</summary>
[RequiresUnreferencedCode(CrdGenerator.Reflects)]
internal static class EntitySchema
{
    private const string ApiVersion = "The group and version of this object's schema. A server converts what it recognizes to the newest one and refuses the rest.";
    private const string Kind = "The kind of this object, in CamelCase. It cannot change.";

    internal static bool HasStatus(Type entity) =>
        entity.GetInterfaces().Any(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IStatus<>));

    internal static JsonObject Build(Type entity)
    {
        var schema = new SchemaBuilder().Build(entity, EntityDefinition.Of(entity).Kind);
        var properties = (JsonObject)schema["properties"]!;
        properties["apiVersion"] = new JsonObject { ["type"] = "string", ["description"] = ApiVersion };
        properties["kind"] = new JsonObject { ["type"] = "string", ["description"] = Kind };
        properties["metadata"] = new JsonObject { ["type"] = "object" };
        if (SchemaBuilder.Describe(entity) is { } description)
        {
            schema["description"] = description;
        }

        DescribePart(entity, "Spec", properties);
        DescribePart(entity, "Status", properties);
        RequireSpec(schema, properties);
        InitializeStatus(properties);
        CelBounds.Check(schema);
        return schema;
    }

    /// <summary>Spec and status say what their own type says, not what the generic base says.</summary>
    private static void DescribePart(Type entity, string name, JsonObject properties)
    {
        if (entity.GetProperty(name) is { } property
            && properties[SchemaBuilder.JsonName(property)] is JsonObject part
            && !property.IsDefined(typeof(DescriptionAttribute))
            && SchemaBuilder.Describe(property.PropertyType) is { } description)
        {
            part["description"] = description;
        }
    }

    /// <summary>Without its spec an object would slip past the fields that the spec requires.</summary>
    private static void RequireSpec(JsonObject schema, JsonObject properties)
    {
        if (properties["spec"]?["required"] is not null && schema["required"] is null)
        {
            schema["required"] = new JsonArray("spec");
        }
    }

    /// <summary>An object that no controller has seen yet must not look settled: kstatus compares observedGeneration, so it starts at -1.</summary>
    private static void InitializeStatus(JsonObject properties)
    {
        if (properties["status"] is JsonObject status && status["properties"]?["observedGeneration"]?["default"] is { } initial)
        {
            status["default"] = new JsonObject { ["observedGeneration"] = initial.DeepClone() };
        }
    }
}
