using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Endpoints;

/// <summary>What a server says it is and can.</summary>
public sealed record EndpointServer
{
    /// <summary>The product, where it can be told.</summary>
    [Length(MaxLength = 128)]
    public string? Product { get; init; }

    /// <summary>The version of the product or of the protocol.</summary>
    [Length(MaxLength = 128)]
    public string? Version { get; init; }

    /// <summary>What it can do: catalog, delete, mount, referrers and so on.</summary>
    [Items(MaxItems = 16, MaxLength = 64)]
    [ListType("set")]
    public IReadOnlyList<string>? Capabilities { get; init; }
}
