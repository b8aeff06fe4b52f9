using System.Text.Json;
using Transship.Providers.Events;

namespace Transship.Providers.Harbor;

/// <summary>The webhooks of a Harbor project, in both of its formats: its own, and CloudEvents. Harbor tells of deleted artifacts, never of removed tags.</summary>
public sealed class HarborEvents : IEventFormat
{
    /// <inheritdoc />
    public string Name => "harbor";

    /// <inheritdoc />
    public EventProof Proof { get; } = new EventProof.Header();

    /// <inheritdoc />
    public IReadOnlyList<RegistryEvent> Parse(EventRequest request)
    {
        var body = EventBody.Read(request.Body);
        var type = body.Text("type") ?? throw new EventFormatException("The body is no webhook of Harbor: it has no type.");
        RegistryEventKind? kind = type switch
        {
            "PUSH_ARTIFACT" or "harbor.artifact.pushed" => RegistryEventKind.Pushed,
            "DELETE_ARTIFACT" or "harbor.artifact.deleted" => RegistryEventKind.Deleted,
            _ => null,
        };
        var data = body.Text("specversion") is null ? body.At("event_data") : body.At("data");
        return kind is { } known && data.Text("repository", "repo_full_name") is { } repository
            ? [.. data.Items("resources").Select(resource => Event(known, repository, resource))]
            : [];

        RegistryEvent Event(RegistryEventKind happened, string repository, JsonElement resource)
        {
            var (tag, digest) = (resource.Text("tag"), resource.Text("digest"));
            return new RegistryEvent(happened, repository)
            {
                Id = body.Text("specversion") is null ? EventBody.IdOf(type, body.Text("occur_at"), repository, tag, digest) : body.Text("id"),
                Tag = tag == digest ? null : tag, // What was pushed by digest has it for a tag.
                Digest = digest,
            };
        }
    }
}
