using System.Buffers;
using System.Text.Json;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Kubernetes.Serialization;

namespace Transship.Kubernetes.Client;

/// <summary>Decodes a watch frame; what it cannot decode becomes an event of type Unknown, never an exception (R13).</summary>
internal static class WatchFrame
{
    internal static WatchEvent<T> Decode<T>(ReadOnlySequence<byte> frame)
        where T : class, IKubernetesObject
    {
        try
        {
            var reader = new Utf8JsonReader(frame);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            var type = Type(root.GetProperty("type").GetString());
            var content = root.GetProperty("object");
            return type switch
            {
                WatchEventType.Unknown => Unknown<T>($"a frame of type '{root.GetProperty("type").GetString()}'"),
                WatchEventType.Error => new(type, null, content.Deserialize(KubernetesJson.TypeInfo<V1Status>())),
                WatchEventType.Bookmark => new(type, MetadataOf<T>(content), null),
                _ => new(type, content.Deserialize(KubernetesJson.TypeInfo<T>()) ?? throw new JsonException("the object is null"), null),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return Unknown<T>(e.Message);
        }
    }

    private static WatchEventType Type(string? type) => type switch
    {
        "ADDED" => WatchEventType.Added,
        "MODIFIED" => WatchEventType.Modified,
        "DELETED" => WatchEventType.Deleted,
        "BOOKMARK" => WatchEventType.Bookmark,
        "ERROR" => WatchEventType.Error,
        _ => WatchEventType.Unknown,
    };

    /// <summary>Some servers fill the rest of a bookmark with empty values that are no valid object.</summary>
    private static T? MetadataOf<T>(JsonElement bookmark)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var member in bookmark.EnumerateObject().Where(member => member.Name is "apiVersion" or "kind" or "metadata"))
            {
                member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return JsonSerializer.Deserialize(stream.GetBuffer().AsSpan(0, (int)stream.Length), KubernetesJson.TypeInfo<T>());
    }

    private static WatchEvent<T> Unknown<T>(string problem)
        where T : class, IKubernetesObject =>
        new(WatchEventType.Unknown, null, new V1Status { Outcome = "Failure", Message = $"A watch frame of {typeof(T).Name} cannot be understood: {problem}" });
}
