namespace Transship.Api.Endpoints;

/// <summary>How to log in.</summary>
public sealed record EndpointCredentials
{
    /// <summary>A secret of type kubernetes.io/basic-auth (username and password) or kubernetes.io/dockerconfigjson, in the endpoint's namespace.</summary>
    public LocalReference? SecretRef { get; init; }
}
