using System.Text.Json.Serialization;

namespace Transship.Providers.HuaweiSwr;

internal sealed record SwrRepository([property: JsonPropertyName("namespace")] string Namespace, [property: JsonPropertyName("name")] string Name);

internal sealed record SwrNewNamespace([property: JsonPropertyName("namespace")] string Namespace);

[JsonSerializable(typeof(IReadOnlyList<SwrRepository>))]
[JsonSerializable(typeof(SwrNewNamespace))]
internal sealed partial class HuaweiSwrJson : JsonSerializerContext;
