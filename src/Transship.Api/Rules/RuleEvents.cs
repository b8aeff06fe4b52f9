using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Rules;

/// <summary>Runs when the source registry tells of a push or a deletion. Its Endpoint needs spec.events.</summary>
public sealed record RuleEvents
{
    /// <summary>How long events are gathered, so that a burst of them makes one run. From 100ms to an hour.</summary>
    [DefaultValue("\"500ms\"")]
    [Pattern(GoDuration.Pattern)]
    [Length(MaxLength = 32)]
    public string? Debounce { get; init; }
}
