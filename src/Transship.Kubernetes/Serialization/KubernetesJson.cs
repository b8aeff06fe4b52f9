using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Transship.Kubernetes.Serialization;

/// <summary>JSON as the Kubernetes API speaks it: camelCase, absent instead of null, enums as words, lenient times.</summary>
public static class KubernetesJson
{
    /// <summary>The options for every object that crosses the wire.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>How a type is read and written.</summary>
    /// <typeparam name="T">An entity, or a part of one.</typeparam>
    /// <exception cref="NotSupportedException">No context holds the type: see <see cref="KubernetesTypesAttribute{TContext}"/>.</exception>
    public static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            PropertyNameCaseInsensitive = false,
            NumberHandling = JsonNumberHandling.Strict,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            RespectNullableAnnotations = false,
            MaxDepth = 128,
            TypeInfoResolver = new AssemblyContexts().WithAddedModifier(Initializers.Keep),
        };
        options.Converters.Add(new TimeConverter());
        options.MakeReadOnly();
        return options;
    }
}
