using Transship.Registry.Endpoints;

namespace Transship.Providers;

/// <summary>An endpoint as the user declared it, secrets read.</summary>
public sealed record RegistryDeclaration
{
    /// <summary>Where the registry is; null where <see cref="IRegistryProvider.AddressOf"/> is to say it.</summary>
    public Uri? Url { get; init; }

    /// <summary>The region of a cloud, such as <c>eu-west-1</c>; null where the address tells or the product has none.</summary>
    public string? Region { get; init; }

    /// <summary>What only Amazon ECR has; null for its defaults.</summary>
    public AwsSettings? Aws { get; init; }

    /// <summary>Login or key; null for anonymous access, or with <see cref="WorkloadIdentity"/>.</summary>
    public RegistryCredentials? Credentials { get; init; }

    /// <summary>Whether we are who the cloud says that this process is.</summary>
    public bool WorkloadIdentity { get; init; }

    /// <summary>Whether everybody may pull from what is made for a push.</summary>
    public bool MakesPublic { get; init; }

    /// <summary>Certificates, theirs and ours.</summary>
    public TlsOptions Tls { get; init; } = new();

    /// <summary>A proxy for this endpoint alone.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>The user's limits.</summary>
    public EndpointLimits Limits { get; init; } = new();

    /// <summary>What the data plane connects to.</summary>
    /// <param name="provider">The product, whose limits hold for what the user left open; null for none.</param>
    public RegistryEndpoint ToEndpoint(IRegistryProvider? provider = null) => new(Url ?? throw new InvalidOperationException("The address is not resolved yet."))
    {
        Credentials = Credentials,
        Tls = Tls,
        Proxy = Proxy,
        Limits = LimitsOver(provider?.LimitsAt(Url).Registry),
    };

    /// <summary>The user's limits, and the product's where the user left them open.</summary>
    /// <param name="defaults">The product's limits.</param>
    public EndpointLimits LimitsOver(EndpointLimits? defaults) => new()
    {
        MaxConcurrentRequests = Limits.MaxConcurrentRequests ?? defaults?.MaxConcurrentRequests,
        RequestsPerSecond = Limits.RequestsPerSecond ?? defaults?.RequestsPerSecond,
        BytesPerSecond = Limits.BytesPerSecond ?? defaults?.BytesPerSecond,
    };
}
