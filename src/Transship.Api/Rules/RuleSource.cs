namespace Transship.Api.Rules;

/// <summary>Where artifacts come from.</summary>
public sealed record RuleSource
{
    /// <summary>An Endpoint in the rule's namespace.</summary>
    public required LocalReference EndpointRef { get; init; }
}
