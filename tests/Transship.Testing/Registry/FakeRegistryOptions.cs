using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Transship.Testing.Registry;

/// <summary>How a fake registry behaves. The default is an open one that can do everything.</summary>
public sealed record FakeRegistryOptions
{
    /// <summary>Where it listens; pods of a cluster need one that they reach.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    public int Port { get; init; }

    /// <summary>With a user, requests must be authorized: by Basic, or by a token when <see cref="Bearer"/> is set.</summary>
    public string? Username { get; init; }

    public string? Password { get; init; }

    /// <summary>Tokens are needed, from <c>/token</c> of the same server. Without a user anybody gets one.</summary>
    public bool Bearer { get; init; }

    /// <summary>Where challenges send for tokens; null for <c>/token</c> of the host that was asked.</summary>
    public Uri? Realm { get; init; }

    /// <summary>The service that challenges name.</summary>
    public string Service { get; init; } = "fake";

    public int TokenSeconds { get; init; } = 300;

    public X509Certificate2? Certificate { get; init; }

    public bool Mounts { get; init; } = true;

    public bool Catalog { get; init; } = true;

    public bool ReferrersApi { get; init; } = true;

    /// <summary>False refuses DELETE.</summary>
    public bool Deletes { get; init; } = true;

    /// <summary>The locations of uploads tell offsets, and one of another offset is good for nothing but a GET, as in distribution 3 and GitLab.</summary>
    public bool ChecksOffsets { get; init; }

    /// <summary>Names per page of tags and catalog.</summary>
    public int PageSize { get; init; } = 1000;

    /// <summary>A manifest is refused when a blob or child of it is missing.</summary>
    public bool ChecksReferences { get; init; } = true;
}
