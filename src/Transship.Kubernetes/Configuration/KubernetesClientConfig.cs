using System.Net;
using Transship.Kubernetes.Authentication;

namespace Transship.Kubernetes.Configuration;

/// <summary>How to reach an API server, and as whom.</summary>
public sealed record KubernetesClientConfig
{
    /// <summary>The server, as in <c>https://10.0.0.1:6443</c>; a path before <c>/api</c> is kept.</summary>
    public required Uri Server { get; init; }

    /// <summary>Where the configuration was read, for messages, as in <c>/home/me/.kube/config (context dev)</c>; null where there is nothing to correct.</summary>
    public string? Origin { get; init; }

    /// <summary>The namespace of requests that name none.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Whom to trust; null for the system's authorities.</summary>
    public PemSource? CertificateAuthority { get; init; }

    /// <summary>The name in the server's certificate, where it is not the host of <see cref="Server"/>.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Trusts any certificate. For trials only.</summary>
    public bool SkipTlsVerify { get; init; }

    /// <summary>The client certificate; null for none.</summary>
    public ClientCertificateSource? ClientCertificate { get; init; }

    /// <summary>Where the <c>Authorization</c> of requests comes from; null for none.</summary>
    public ICredentialSource? Credentials { get; init; }

    /// <summary>As whom else requests are made; null for the own user.</summary>
    public Impersonation? Impersonate { get; init; }

    /// <summary>The proxy; null takes the one that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>The part of the program that this client serves, for the User-Agent (A7), as in <c>operator</c>.</summary>
    public string? Component { get; init; }

    /// <summary>Requests a second, on average; 0 for no limit (A3).</summary>
    public double QueriesPerSecond { get; init; } = 50;

    /// <summary>Requests at once before <see cref="QueriesPerSecond"/> counts (A3).</summary>
    public int Burst { get; init; } = 100;

    /// <summary>How long a request may take, watches excepted.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a watch may be silent; a server sends a bookmark about once a minute.</summary>
    public TimeSpan WatchIdleLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest Retry-After that the client waits for itself; the caller sees longer ones (A1).</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What the server does about unknown and doubled fields of what is written; null leaves it to the server.</summary>
    public FieldValidation? FieldValidation { get; init; }

    /// <summary>The configuration as kubectl finds it: <c>KUBECONFIG</c>, then <c>~/.kube/config</c>, then the pod's service account.</summary>
    /// <param name="kubeconfigPath">This file and no other.</param>
    /// <param name="context">The context; null for the current one.</param>
    /// <exception cref="KubernetesConfigException">There is none, or it cannot be used.</exception>
    public static KubernetesClientConfig Load(string? kubeconfigPath = null, string? context = null) =>
        ConfigDiscovery.System.Load(kubeconfigPath, context);

    /// <summary>The configuration of a pod whose account is mounted elsewhere than at the usual place.</summary>
    /// <param name="folder">The folder with <c>token</c>, <c>ca.crt</c> and perhaps <c>namespace</c>.</param>
    /// <exception cref="KubernetesConfigException">This is no pod, or the folder has no token.</exception>
    public static KubernetesClientConfig OfServiceAccount(string folder) => ConfigDiscovery.System.LoadServiceAccount(folder);
}

/// <summary>What a server does about unknown and doubled fields (Kubernetes 1.27 and later; older ones ignore it).</summary>
public enum FieldValidation
{
    /// <summary>Drops them silently.</summary>
    Ignore,

    /// <summary>Drops them and warns.</summary>
    Warn,

    /// <summary>Refuses the request.</summary>
    Strict,
}
