using Transship.Kubernetes.Entities.Schema;
using Transship.Kubernetes.Models;

namespace Transship.Api.Rules;

/// <summary>Where artifacts go, and under which name.</summary>
public sealed record RuleDestination
{
    /// <summary>An Endpoint in the rule's namespace.</summary>
    public required LocalReference EndpointRef { get; init; }

    /// <summary>A path that is put before, or in place of, the leading part of each repository; absent puts nothing there.</summary>
    [Length(MinLength = 1, MaxLength = 200)]
    [Pattern(@"^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$")]
    public string? Namespace { get; init; }

    /// <summary>How many leading path components the namespace replaces (without a namespace: are dropped): None (0), a number, or All but the last.</summary>
    [DefaultValue("\"None\"")]
    [Pattern("^(None|All|[0-9]{1,2})$")]
    public IntOrString? Flatten { get; init; }
}
