using System.Text.Json;
using Transship.Providers.Events;

namespace Transship.Providers.Quay;

/// <summary>The notification "push to repository" of Quay: tags without digests, unsigned. Two pushes of a tag look the same, so no event has a name.</summary>
public sealed class QuayEvents : IEventFormat
{
    /// <inheritdoc />
    public string Name => "quay";

    /// <inheritdoc />
    public EventProof Proof { get; } = new EventProof.Query();

    /// <inheritdoc />
    public IReadOnlyList<RegistryEvent> Parse(EventRequest request)
    {
        var body = EventBody.Read(request.Body);
        var repository = body.Text("repository") ?? throw new EventFormatException("The body is no notification of Quay: it has no repository.");
        return [.. Tags(body.At("updated_tags")).Select(tag => new RegistryEvent(RegistryEventKind.Pushed, repository) { Tag = tag })];
    }

    /// <summary>A list of tags; of very old servers an object, by tag.</summary>
    private static IEnumerable<string> Tags(JsonElement updated) => updated.ValueKind switch
    {
        JsonValueKind.Array => updated.EnumerateArray().Select(tag => tag.Text()).OfType<string>(),
        JsonValueKind.Object => updated.EnumerateObject().Select(member => member.Name),
        _ => [],
    };
}
