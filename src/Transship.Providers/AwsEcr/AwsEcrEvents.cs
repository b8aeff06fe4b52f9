using System.Text.Json;
using System.Text.RegularExpressions;
using Transship.Providers.Events;

namespace Transship.Providers.AwsEcr;

/// <summary>The events of Amazon ECR, as EventBridge delivers them to an API destination. Delivery is best effort.</summary>
public sealed partial class AwsEcrEvents : IEventFormat
{
    /// <inheritdoc />
    public string Name => "ecr";

    /// <inheritdoc />
    public EventProof Proof { get; } = new EventProof.Header();

    /// <inheritdoc />
    public IReadOnlyList<RegistryEvent> Parse(EventRequest request)
    {
        var body = EventBody.Read(request.Body);
        if (body.Text("source") is not "aws.ecr")
        {
            throw new EventFormatException("The body is no event of Amazon ECR: its source is not aws.ecr. Let the EventBridge rule deliver the matched event as it is.");
        }

        return KindOf(body) is { } kind && body.Text("detail", "repository-name") is { } repository && IsFor(request.Endpoint, body)
            ?
            [
                new RegistryEvent(kind, repository)
                {
                    Id = body.Text("id"),
                    Tag = body.Text("detail", "image-tag"),
                    Digest = body.Text("detail", "image-digest"),
                    MediaType = body.Text("detail", "manifest-media-type"),
                },
            ]
            : [];
    }

    private static RegistryEventKind? KindOf(JsonElement body) => (body.Text("detail-type"), body.Text("detail", "action-type")) switch
    {
        ("ECR Pull Through Cache Action", _) when body.Text("detail", "sync-status") == "SUCCESS" => RegistryEventKind.Pushed,
        ("ECR Image Action" or "ECR Referrer Action" or "ECR Replication Action", var action) when body.Text("detail", "result") == "SUCCESS" => action switch
        {
            "PUSH" or "REPLICATE" => RegistryEventKind.Pushed,
            "DELETE" => RegistryEventKind.Deleted,
            _ => null,
        },
        _ => null,
    };

    /// <summary>A registry is an account in a region; behind a proxy nothing can be told.</summary>
    private static bool IsFor(Uri endpoint, JsonElement body) => RegistryHost().Match(endpoint.Host) is not { Success: true } host
        || (host.Groups["account"].Value == body.Text("account") && host.Groups["region"].Value == body.Text("region"));

    [GeneratedRegex(@"\A(?<account>[0-9]{12})\.dkr[.-]ecr(-fips)?\.(?<region>[a-z0-9-]+)\.", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex RegistryHost();
}
