namespace Transship.Api.Endpoints;

/// <summary>How to log in.</summary>
public sealed record EndpointCredentials
{
    /// <summary>A secret of type kubernetes.io/basic-auth (username and password; sessionToken too for temporary keys of a cloud) or kubernetes.io/dockerconfigjson, in the endpoint's namespace.</summary>
    public LocalReference? SecretRef { get; init; }

    /// <summary>Log in as who the cloud says that the operator's pod is, where the type has that: a role of AWS, a managed or workload identity of Azure, a service account of Google.</summary>
    public bool? WorkloadIdentity { get; init; }
}
