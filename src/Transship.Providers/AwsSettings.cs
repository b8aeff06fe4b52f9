namespace Transship.Providers;

/// <summary>What only Amazon ECR has.</summary>
public sealed record AwsSettings
{
    /// <summary>The account whose registry it is, twelve digits; null takes it from the address.</summary>
    public string? RegistryId { get; init; }

    /// <summary>A role to assume before anything is asked; null for none.</summary>
    public string? RoleArn { get; init; }

    /// <summary>The external id that the role's trust policy wants; null for none.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Whether tags of repositories that are created may be moved.</summary>
    public bool ImmutableTags { get; init; }

    /// <summary>Whether repositories that are created scan what is pushed.</summary>
    public bool ScanOnPush { get; init; }

    /// <summary>The KMS key for repositories that are created; null for AES-256 with a key of the service.</summary>
    public string? KmsKey { get; init; }

    /// <summary>Tags of repositories that are created, as <c>key=value</c>, sorted by key.</summary>
    public string? RepositoryTags { get; init; }
}
