using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Endpoints;

/// <summary>What only Amazon ECR has.</summary>
public sealed record EndpointAws
{
    /// <summary>The account whose registry it is; the address tells it too.</summary>
    [Pattern("^[0-9]{12}$")]
    [Length(MaxLength = 12)]
    public string? RegistryId { get; init; }

    /// <summary>A role to assume before anything is asked, on top of the credentials.</summary>
    [Pattern("^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$")]
    [Length(MaxLength = 2048)]
    public string? RoleArn { get; init; }

    /// <summary>The external id that the role's trust policy wants.</summary>
    [Length(MinLength = 2, MaxLength = 1224)]
    public string? ExternalId { get; init; }

    /// <summary>How repositories that are missing at a destination are created.</summary>
    public EndpointAwsRepositories? Repositories { get; init; }
}
