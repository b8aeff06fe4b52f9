using System.Text.Json;
using Transship.Providers.Events;

namespace Transship.Providers.GoogleGcr;

/// <summary>What Artifact Registry publishes to the Pub/Sub topic gcr, as a push subscription delivers it.</summary>
public sealed class GoogleGcrEvents : IEventFormat
{
    /// <inheritdoc />
    public string Name => "artifact-registry";

    /// <inheritdoc />
    public EventProof Proof { get; } = new EventProof.GoogleIdentity();

    /// <inheritdoc />
    public IReadOnlyList<RegistryEvent> Parse(EventRequest request)
    {
        var envelope = EventBody.Read(request.Body);
        var data = envelope.At("message", "data");
        if (data.ValueKind != JsonValueKind.String || !data.TryGetBytesFromBase64(out var message))
        {
            throw new EventFormatException("The body is no delivery of Pub/Sub: it has no message.data. Leave payload unwrapping off in the subscription.");
        }

        var body = EventBody.Read(message);
        RegistryEventKind? kind = body.Text("action") switch
        {
            "INSERT" => RegistryEventKind.Pushed,
            "DELETE" => RegistryEventKind.Deleted,
            _ => null,
        };
        var (tagged, pinned) = (Split(body.Text("tag"), ':'), Split(body.Text("digest"), '@'));
        return kind is { } known && (tagged ?? pinned) is { } named && IsFor(request.Endpoint, named.Host)
            ?
            [
                new RegistryEvent(known, named.Repository)
                {
                    Id = envelope.Text("message", "messageId"),
                    Tag = tagged?.Reference,
                    Digest = pinned?.Reference,
                },
            ]
            : [];
    }

    private static bool IsFor(Uri endpoint, string host) =>
        !endpoint.Host.EndsWith(".pkg.dev", StringComparison.OrdinalIgnoreCase) || string.Equals(host, endpoint.Host, StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes <c>host/project/repository/image:tag</c> or <c>…@digest</c> apart.</summary>
    private static (string Host, string Repository, string Reference)? Split(string? name, char mark) =>
        name?.Split('/', 2) is [{ Length: > 0 } host, var path] && path.Split(mark, 2) is [{ Length: > 0 } repository, { Length: > 0 } reference]
            ? (host, repository, reference)
            : null;
}
