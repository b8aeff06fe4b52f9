using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Endpoints;

/// <summary>How repositories of Amazon ECR are created.</summary>
public sealed record EndpointAwsRepositories
{
    /// <summary>Whether their tags can never be moved.</summary>
    public bool? ImmutableTags { get; init; }

    /// <summary>Whether they scan what is pushed.</summary>
    public bool? ScanOnPush { get; init; }

    /// <summary>The KMS key that encrypts them; absent for AES-256 with a key of the service.</summary>
    [Length(MinLength = 1, MaxLength = 2048)]
    public string? KmsKey { get; init; }

    /// <summary>Their tags in AWS.</summary>
    [PropertyLimits(50)]
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
