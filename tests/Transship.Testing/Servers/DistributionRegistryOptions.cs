using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Transship.Testing.Servers;

/// <summary>How a real registry is set up.</summary>
public sealed record DistributionRegistryOptions
{
    /// <summary>Asks for Basic authentication with this one account; null lets everybody in.</summary>
    public NetworkCredential? Credentials { get; init; }

    /// <summary>Serves https with this certificate, whose key can be exported; null serves http.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Whether manifests may be deleted; distribution refuses it unless told.</summary>
    public bool AllowDelete { get; init; }

    /// <summary>Where the registry tells of pushes and deletions; null for nowhere.</summary>
    public Uri? EventsUrl { get; init; }

    /// <summary>The bearer token that it shows there.</summary>
    public string EventsToken { get; init; } = "";

    /// <summary>The port on loopback; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The folder below which the content lives while the registry does; null is the machine's for temporary files.</summary>
    public string? TemporaryFolder { get; init; }

    /// <summary>The file that gets the registry's log, a line for each request; null throws it away.</summary>
    public string? Log { get; init; }
}
