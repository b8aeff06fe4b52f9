using System.Text.Json;
using System.Text.Json.Serialization;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;

namespace Transship.Kubernetes.Client;

/// <summary>A list as it comes: an object that cannot be understood spoils its own place only (R13).</summary>
internal sealed record ListBody<T>
    where T : class, IKubernetesObject
{
    public V1ListMeta? Metadata { get; init; }

    public IReadOnlyList<ListItem<T>>? Items { get; init; }

    internal EntityList<T> ToList() => new()
    {
        Metadata = Metadata ?? new V1ListMeta(),
        Items = [.. (Items ?? []).Select(item => item.Object).OfType<T>()],
        Undecodable = [.. (Items ?? []).Select(item => item.Problem).OfType<UndecodableObject>()],
    };
}

/// <summary>One item of a list.</summary>
[JsonConverter(typeof(ListItemConverterFactory))]
internal readonly record struct ListItem<T>(T? Object, UndecodableObject? Problem)
    where T : class, IKubernetesObject;

internal sealed class ListItemConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(ListItem<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(ListItemConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;
}

internal sealed class ListItemConverter<T> : JsonConverter<ListItem<T>>
    where T : class, IKubernetesObject
{
    public override ListItem<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var start = reader;
        try
        {
            return new ListItem<T>(JsonSerializer.Deserialize<T>(ref reader, options), null);
        }
        catch (JsonException e)
        {
            reader = start;
            using var document = JsonDocument.ParseValue(ref reader);
            return new ListItem<T>(null, UndecodableObject.From(document.RootElement, e));
        }
    }

    public override void Write(Utf8JsonWriter writer, ListItem<T> value, JsonSerializerOptions options) => throw new NotSupportedException();
}
