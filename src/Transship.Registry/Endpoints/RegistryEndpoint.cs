namespace Transship.Registry.Endpoints;

/// <summary>One registry as the user declares it: where it is, who we are there, and what we may ask of it.</summary>
/// <param name="Url">http or https, with an optional path prefix that comes before <c>/v2/</c>.</param>
public sealed record RegistryEndpoint(Uri Url)
{
    /// <summary>Null for anonymous access.</summary>
    public RegistryCredentials? Credentials { get; init; }

    /// <summary>Certificates, theirs and ours.</summary>
    public TlsOptions Tls { get; init; } = new();

    /// <summary>A proxy for this endpoint alone; null takes HTTP_PROXY, HTTPS_PROXY and NO_PROXY from the environment.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Upper bounds on what we ask.</summary>
    public EndpointLimits Limits { get; init; } = new();

    /// <summary>Host and port as people write it, without user info, path and query.</summary>
    public string Name => Url.IsDefaultPort ? Url.Host : Url.Authority;

    /// <summary>The address that answers <c>/v2/</c>, ending with a slash; Docker Hub's names all lead to its registry.</summary>
    public Uri ApiBase
    {
        get
        {
            if (DockerHub.IsAlias(Url.Host))
            {
                return DockerHub.Api;
            }

            var builder = new UriBuilder(Url) { UserName = "", Password = "", Query = "", Fragment = "" };
            builder.Path = builder.Path.TrimEnd('/') + "/";
            return builder.Uri;
        }
    }

    /// <inheritdoc />
    public override string ToString() => Name;
}
