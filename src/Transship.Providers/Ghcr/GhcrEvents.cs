using System.Text.Json;
using Transship.Providers.Events;

namespace Transship.Providers.Ghcr;

/// <summary>The webhooks <c>package</c> and <c>registry_package</c> of GitHub, for the GitHub Container Registry. There is none for deletions.</summary>
public sealed class GhcrEvents : IEventFormat
{
    /// <inheritdoc />
    public string Name => "ghcr";

    /// <inheritdoc />
    public EventProof Proof { get; } = new EventProof.Signature("X-Hub-Signature-256", "sha256=");

    /// <inheritdoc />
    public IReadOnlyList<RegistryEvent> Parse(EventRequest request)
    {
        var body = EventBody.Read(request.Body);
        var member = request.Header("X-GitHub-Event") switch
        {
            "package" => "package",
            "registry_package" => "registry_package",
            null => throw new EventFormatException("The delivery is no webhook of GitHub: it has no header X-GitHub-Event."),
            _ => null,
        };
        return member is not null && body.Text("action") is "published" or "updated" ? Read(body.At(member), request.Header("X-GitHub-Delivery")) : [];
    }

    private static RegistryEvent[] Read(JsonElement package, string? delivery)
    {
        if (!string.Equals(package.Text("package_type"), "container", StringComparison.OrdinalIgnoreCase)
            || package.Text("owner", "login") is not { } owner || package.Text("name") is not { } name)
        {
            return [];
        }

        var version = package.At("package_version");
        var tag = version.At("container_metadata", "tag");
#pragma warning disable CA1308 // The registry's names are in lower case.
        var repository = $"{owner}/{name}".ToLowerInvariant();
#pragma warning restore CA1308
        return
        [
            new RegistryEvent(RegistryEventKind.Pushed, repository) { Id = delivery, Tag = tag.Text("name"), Digest = tag.Text("digest") ?? version.Text("version") },
        ];
    }
}
