using Transship.Providers.Events;

namespace Transship.Providers.JFrogArtifactory;

/// <summary>The webhooks of domain docker of JFrog Artifactory, signed with their secret. They carry neither a name nor a time.</summary>
public sealed class JFrogArtifactoryEvents : IEventFormat
{
    /// <inheritdoc />
    public string Name => "jfrog";

    /// <inheritdoc />
    public EventProof Proof { get; } = new EventProof.Signature("X-JFrog-Event-Auth", "");

    /// <inheritdoc />
    public IReadOnlyList<RegistryEvent> Parse(EventRequest request)
    {
        var body = EventBody.Read(request.Body);
        var type = body.Text("event_type") ?? throw new EventFormatException("The body is no webhook of JFrog Artifactory: it has no event_type.");
        RegistryEventKind? kind = type switch
        {
            "pushed" or "promoted" => RegistryEventKind.Pushed,
            "deleted" => RegistryEventKind.Deleted,
            _ => null,
        };
        var data = body.At("data");
        if (kind is not { } known || body.Text("domain") != "docker" || data.Text("repo_key") is not { } key || data.Text("image_name") is not { } image)
        {
            return [];
        }

        return
        [
            new RegistryEvent(known, Names(request.Endpoint, key) ? image : $"{key}/{image}")
            {
                Tag = data.Text("tag"),
                Digest = data.Text("sha256") is { } hex ? $"sha256:{hex}" : null,
            },
        ];
    }

    /// <summary>Where host or path of the address names the repository key, images are named without it (quirk 19).</summary>
    private static bool Names(Uri endpoint, string key) =>
        endpoint.Host.Split('.')[0].Equals(key, StringComparison.OrdinalIgnoreCase)
        || endpoint.Host.Split('.')[0].EndsWith($"-{key}", StringComparison.OrdinalIgnoreCase)
        || endpoint.Segments.Any(segment => segment.TrimEnd('/') == key);
}
