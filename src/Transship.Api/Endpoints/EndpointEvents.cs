using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Endpoints;

/// <summary>Turns the event receiver on for an endpoint: the registry tells of pushes and deletions, and rules with trigger.events follow.</summary>
[ValidationRule("has(self.secretRef) != has(self.identity)", Message = "set exactly one of secretRef and identity: without either, anybody could send events")]
public sealed record EndpointEvents
{
    /// <summary>A secret with the key token, in the endpoint's namespace: what the registry shows with each event, or signs it with.</summary>
    public LocalReference? SecretRef { get; init; }

    /// <summary>The identity that signs deliveries, where a cloud does that (artifact-registry), in place of a secret.</summary>
    public EventIdentity? Identity { get; init; }

    /// <summary>What events look like. Follows from the type of the endpoint unless set; distribution fits every registry that is built on CNCF distribution.</summary>
    [EnumValues("acr", "aliyun", "artifact-registry", "distribution", "docker-hub", "ecr", "ghcr", "harbor", "jfrog", "quay")]
    public string? Format { get; init; }
}

/// <summary>Whose identity token a delivery carries.</summary>
public sealed record EventIdentity
{
    /// <summary>The audience that the token is made for, as the subscription names it.</summary>
    [Length(MinLength = 1, MaxLength = 1024)]
    public required string Audience { get; init; }

    /// <summary>The service account that the token is made out to, as in events@project.iam.gserviceaccount.com.</summary>
    [Length(MinLength = 3, MaxLength = 320)]
    public required string Email { get; init; }
}
