using System.Text.Json;
using Transship.Providers.Events;
using Transship.Registry.Content;

namespace Transship.Providers.DockerRegistry;

/// <summary>The notifications of CNCF distribution, and of what is built on it: an envelope of events, delivered again and again until it is acknowledged.</summary>
public sealed class DistributionEvents : IEventFormat
{
    /// <inheritdoc />
    public string Name => "distribution";

    /// <inheritdoc />
    public EventProof Proof { get; } = new EventProof.Header();

    /// <inheritdoc />
    public IReadOnlyList<RegistryEvent> Parse(EventRequest request)
    {
        var body = EventBody.Read(request.Body);
        return body.At("events").ValueKind == JsonValueKind.Array
            ? [.. body.Items("events").Select(Read).OfType<RegistryEvent>()]
            : throw new EventFormatException("The body is no envelope of distribution notifications: it has no events.");
    }

    private static RegistryEvent? Read(JsonElement item)
    {
        var mediaType = item.Text("target", "mediaType");
        return (item.Text("action"), item.Text("target", "repository")) switch
        {
            // Layers are told of too, and a mount is always one.
            ("push", { } repository) when mediaType is not null && MediaTypes.IsManifest(mediaType) => Event(RegistryEventKind.Pushed, repository),
            ("delete", { } repository) => Event(RegistryEventKind.Deleted, repository),
            _ => null,
        };

        RegistryEvent Event(RegistryEventKind kind, string repository) => new(kind, repository)
        {
            Id = item.Text("id"),
            Tag = item.Text("target", "tag"),
            Digest = item.Text("target", "digest"),
            MediaType = mediaType,
        };
    }
}
