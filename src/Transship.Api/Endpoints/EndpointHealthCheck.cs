using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Endpoints;

/// <summary>How often the connection is tested, and how long a test may take.</summary>
public sealed record EndpointHealthCheck
{
    /// <summary>The pause between two tests.</summary>
    [DefaultValue("\"5m\"")]
    [Pattern(GoDuration.Pattern)]
    [Length(MaxLength = 32)]
    public string? Interval { get; init; }

    /// <summary>How long one test may take.</summary>
    [DefaultValue("\"10s\"")]
    [Pattern(GoDuration.Pattern)]
    [Length(MaxLength = 32)]
    public string? Timeout { get; init; }
}
