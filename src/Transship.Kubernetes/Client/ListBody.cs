using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Kubernetes.Serialization;

namespace Transship.Kubernetes.Client;

/// <summary>A list as it comes: an object that cannot be understood spoils its own place only (R13).</summary>
internal sealed class ListBody<T>
    where T : class, IKubernetesObject
{
    private V1ListMeta? _metadata;
    private List<ListItem<T>>? _items;

    /// <summary>How a list is read. It is written out because no context can know the lists of every kind.</summary>
    internal static JsonTypeInfo<ListBody<T>> Contract { get; } = Describe(KubernetesJson.Options);

    internal EntityList<T> ToList() => new()
    {
        Metadata = _metadata ?? new V1ListMeta(),
        Items = [.. (_items ?? []).Select(item => item.Object).OfType<T>()],
        Undecodable = [.. (_items ?? []).Select(item => item.Problem).OfType<UndecodableObject>()],
    };

    private static JsonTypeInfo<ListBody<T>> Describe(JsonSerializerOptions options)
    {
        var item = JsonMetadataServices.CreateValueInfo<ListItem<T>>(options, new ListItemConverter<T>());
        var items = JsonMetadataServices.CreateListInfo<List<ListItem<T>>, ListItem<T>>(options, new() { ObjectCreator = () => [], ElementInfo = item });
        return JsonMetadataServices.CreateObjectInfo<ListBody<T>>(options, new()
        {
            ObjectCreator = () => new ListBody<T>(),
            PropertyMetadataInitializer = _ =>
            [
                Member<V1ListMeta?>("metadata", null, list => list._metadata, (list, value) => list._metadata = value),
                Member("items", items, list => list._items, (list, value) => list._items = value),
            ],
        });

        // Without a getter the setter is never called.
        JsonPropertyInfo Member<TValue>(string name, JsonTypeInfo<TValue>? type, Func<ListBody<T>, TValue?> get, Action<ListBody<T>, TValue?> set) => JsonMetadataServices.CreatePropertyInfo<TValue>(options, new()
        {
            IsProperty = true,
            IsPublic = true,
            DeclaringType = typeof(ListBody<T>),
            PropertyTypeInfo = type!,
            PropertyName = name,
            JsonPropertyName = name,
            Getter = list => get((ListBody<T>)list),
            Setter = (list, value) => set((ListBody<T>)list, value),
        });
    }
}

/// <summary>One item of a list.</summary>
internal readonly record struct ListItem<T>(T? Object, UndecodableObject? Problem)
    where T : class, IKubernetesObject;

internal sealed class ListItemConverter<T> : JsonConverter<ListItem<T>>
    where T : class, IKubernetesObject
{
    public override ListItem<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var start = reader;
        try
        {
            return new ListItem<T>(JsonSerializer.Deserialize(ref reader, KubernetesJson.TypeInfo<T>()), null);
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
