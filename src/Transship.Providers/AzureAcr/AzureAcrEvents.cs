using Transship.Providers.Events;

namespace Transship.Providers.AzureAcr;

/// <summary>The webhooks of Azure Container Registry. They tell of pushes and of deleted manifests; to remove a tag sends nothing.</summary>
public sealed class AzureAcrEvents : IEventFormat
{
    /// <inheritdoc />
    public string Name => "acr";

    /// <inheritdoc />
    public EventProof Proof { get; } = new EventProof.Header();

    /// <inheritdoc />
    public IReadOnlyList<RegistryEvent> Parse(EventRequest request)
    {
        var body = EventBody.Read(request.Body);
        RegistryEventKind? kind = body.Text("action") switch
        {
            "push" or "chart_push" => RegistryEventKind.Pushed,
            "delete" or "chart_delete" => RegistryEventKind.Deleted,
            null => throw new EventFormatException("The body is no webhook of Azure Container Registry: it has no action."),
            _ => null,
        };
        return kind is { } known && body.Text("target", "repository") is { } repository && IsFor(request.Endpoint, body.Text("request", "host"))
            ?
            [
                new RegistryEvent(known, repository)
                {
                    Id = body.Text("id"),
                    Tag = body.Text("target", "tag") ?? body.Text("target", "version"),
                    Digest = body.Text("target", "digest"),
                    MediaType = body.Text("target", "mediaType"),
                },
            ]
            : [];
    }

    /// <summary>A registry answers under names of its own domain only; behind a proxy nothing can be told.</summary>
    private static bool IsFor(Uri endpoint, string? host) =>
        host is null || !endpoint.Host.EndsWith(".azurecr.io", StringComparison.OrdinalIgnoreCase) || string.Equals(host, endpoint.Host, StringComparison.OrdinalIgnoreCase);
}
