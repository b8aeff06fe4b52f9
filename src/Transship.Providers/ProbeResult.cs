using Transship.Registry.Errors;

namespace Transship.Providers;

/// <summary>What a connection test found out.</summary>
public sealed record ProbeResult
{
    /// <summary>The product, such as <c>distribution</c>; null when it does not say.</summary>
    public string? Product { get; init; }

    /// <summary>The product's version, or that of its API; null when it does not say.</summary>
    public string? Version { get; init; }

    /// <summary>What it can do, as far as asking tells.</summary>
    public RegistryCapabilities Capabilities { get; init; } = new();

    /// <summary>How long it took to answer.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>What is wrong; null when all is well.</summary>
    public RegistryException? Failure { get; init; }

    /// <summary>True when the registry can be used.</summary>
    public bool IsReady => Failure is null;
}
