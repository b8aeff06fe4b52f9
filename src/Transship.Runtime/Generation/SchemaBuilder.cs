using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Transship.Kubernetes.Entities.Schema;
using Transship.Kubernetes.Models;
using Transship.Kubernetes.Serialization;

namespace Transship.Runtime.Generation;

/// <summary>Makes structural OpenAPI v3 schemas of C# types, as JSON serialization sees them.</summary>
[RequiresUnreferencedCode(CrdGenerator.Reflects)]
internal sealed class SchemaBuilder
{
    private readonly Stack<Type> _open = new();

    /// <summary>The schema of a type, without a description.</summary>
    /// <exception cref="InvalidOperationException">A structural schema cannot express the type; the message names the field.</exception>
    internal JsonObject Build(Type type, string path)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return Scalar(plain) ?? Collection(plain, path) ?? Object(plain, path);
    }

    /// <summary>The properties that JSON serialization reads and writes.</summary>
    /// <exception cref="InvalidOperationException">A property could be written, but not read back.</exception>
    internal static IEnumerable<PropertyInfo> Properties(Type type)
    {
        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            if (property.GetCustomAttribute<JsonIgnoreAttribute>() is { Condition: JsonIgnoreCondition.Always } || property.GetIndexParameters().Length > 0)
            {
                continue;
            }

            if (property.SetMethod is not { IsPublic: true })
            {
                throw new InvalidOperationException($"{type.Name}.{property.Name} is computed: mark it [JsonIgnore], or it is sent to the server.");
            }

            yield return property;
        }
    }

    /// <summary>The name of a property in JSON.</summary>
    internal static string JsonName(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? KubernetesJson.Options.PropertyNamingPolicy!.ConvertName(property.Name);

    private static JsonObject? Scalar(Type type)
    {
        if (type.IsEnum)
        {
            var words = type.GetFields(BindingFlags.Static | BindingFlags.Public).Select(word => word.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? word.Name);
            return new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word)]) };
        }

        return type switch
        {
            _ when type == typeof(string) => new JsonObject { ["type"] = "string" },
            _ when type == typeof(bool) => new JsonObject { ["type"] = "boolean" },
            _ when type == typeof(int) => new JsonObject { ["type"] = "integer", ["format"] = "int32" },
            _ when type == typeof(long) => new JsonObject { ["type"] = "integer", ["format"] = "int64" },
            _ when type == typeof(double) => new JsonObject { ["type"] = "number", ["format"] = "double" },
            _ when type == typeof(DateTimeOffset) => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
            _ when type == typeof(byte[]) => new JsonObject { ["type"] = "string", ["format"] = "byte" },
            _ when type == typeof(IntOrString) => new JsonObject
            {
                ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" }),
                ["x-kubernetes-int-or-string"] = true,
            },
            _ when type == typeof(JsonObject) => new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true },
            _ when type == typeof(JsonElement) || type == typeof(JsonNode) => new JsonObject { ["x-kubernetes-preserve-unknown-fields"] = true },
            _ => null,
        };
    }

    private JsonObject? Collection(Type type, string path)
    {
        if (Argument(type, typeof(IReadOnlyDictionary<,>)) is [{ } key, { } value])
        {
            return key == typeof(string)
                ? new JsonObject { ["type"] = "object", ["additionalProperties"] = Build(value, path + "[*]") }
                : throw new InvalidOperationException($"{path}: the keys of a map are strings, not {key.Name}.");
        }

        return Argument(type, typeof(IEnumerable<>)) is [{ } item]
            ? new JsonObject { ["type"] = "array", ["items"] = Build(item, path + "[]") }
            : null;
    }

    private static Type[]? Argument(Type type, Type generic) =>
        type.GetInterfaces().Prepend(type).FirstOrDefault(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == generic)?.GetGenericArguments();

    private JsonObject Object(Type type, string path)
    {
        if (type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true || type.IsAbstract)
        {
            throw new InvalidOperationException($"{path}: a schema cannot express {type.Name}: use a string with a pattern, or a record.");
        }

        if (_open.Contains(type))
        {
            throw new InvalidOperationException($"{path}: {type.Name} contains itself, which no structural schema can express.");
        }

        _open.Push(type);
        var properties = new JsonObject();
        var required = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var property in Properties(type))
        {
            var name = JsonName(property);
            properties[name] = Property(property, $"{path}.{name}");
            if (IsRequired(property))
            {
                required.Add(name);
            }
        }

        _open.Pop();
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0)
        {
            schema["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]);
        }

        SchemaRules.Add(schema, type.GetCustomAttributes<ValidationRuleAttribute>());
        foreach (var property in Properties(type).Where(property => property.IsDefined(typeof(ImmutableAttribute))))
        {
            var name = JsonName(property);
            var isAlwaysThere = required.Contains(name) || properties[name]!["default"] is not null;
            SchemaRules.AddImmutable(schema, name, isAlwaysThere, property.GetCustomAttribute<ImmutableAttribute>()!.Message);
        }

        return schema;
    }

    private JsonObject Property(PropertyInfo property, string path)
    {
        var schema = Build(property.PropertyType, path);
        var description = property.GetCustomAttribute<DescriptionAttribute>()?.Text
            ?? XmlDocumentation.Of(property)
            ?? (schema.ContainsKey("properties") ? Describe(property.PropertyType) : null);
        if (description is not null)
        {
            schema["description"] = description;
        }

        SchemaConstraints.Apply(schema, property, path);
        SchemaRules.Add(schema, property.GetCustomAttributes<ValidationRuleAttribute>());
        return schema;
    }

    /// <summary>What a type is, in words; null where nothing is written.</summary>
    internal static string? Describe(Type type) => type.GetCustomAttribute<DescriptionAttribute>()?.Text ?? XmlDocumentation.Of(type);

    private static bool IsRequired(PropertyInfo property) =>
        property.IsDefined(typeof(RequiredMemberAttribute)) || property.IsDefined(typeof(RequiredAttribute));
}
