using System.Text.Json;
using System.Text.Json.Serialization;

namespace Transship.Kubernetes.Serialization;

/// <summary>JSON as the Kubernetes API speaks it: camelCase, absent instead of null, enums as words, lenient times.</summary>
public static class KubernetesJson
{
    /// <summary>The options for every object that crosses the wire.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            PropertyNameCaseInsensitive = false,
            NumberHandling = JsonNumberHandling.Strict,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            RespectNullableAnnotations = false,
            MaxDepth = 128,
        };
        options.Converters.Add(new JsonStringEnumConverter());
        options.Converters.Add(new TimeConverter());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
