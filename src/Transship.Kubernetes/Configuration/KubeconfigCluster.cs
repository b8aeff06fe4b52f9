using System.Net;
using Transship.Kubernetes.Http;

namespace Transship.Kubernetes.Configuration;

/// <summary>The <c>cluster</c> part of a kubeconfig.</summary>
internal static class KubeconfigCluster
{
    private static readonly string[] ProxySchemes = ["http", "https", "socks5"];

    internal static KubernetesClientConfig Read(KubeconfigNode cluster) => new()
    {
        Server = Server(cluster),
        TlsServerName = cluster.Text("tls-server-name"),
        SkipTlsVerify = cluster.Flag("insecure-skip-tls-verify"),
        CertificateAuthority = Pem(cluster, "certificate-authority"),
        Proxy = Proxy(cluster),
    };

    /// <summary>A certificate or key: the data where it is given, else the file.</summary>
    internal static PemSource? Pem(KubeconfigNode node, string field)
    {
        if (node.Text(field + "-data") is { } data)
        {
            try
            {
                return PemSource.FromBase64(data);
            }
            catch (FormatException e)
            {
                throw node.Error(field + "-data", "this is no base64.", e);
            }
        }

        if (node.FilePath(field) is not { } path)
        {
            return null;
        }

        return File.Exists(path) ? PemSource.FromFile(path) : throw node.Error(field, $"there is no file {path}.");
    }

    private static Uri Server(KubeconfigNode cluster)
    {
        var text = cluster.Text("server") ?? throw cluster.Error("server", "the cluster has no server: write https://HOST:PORT.");
        return Uri.TryCreate(text, UriKind.Absolute, out var server) && (server.Scheme == "https" || server.Scheme == "http") && server.Host.Length > 0
            ? server
            : throw cluster.Error("server", "this is no URL of an API server: write https://HOST:PORT.");
    }

    private static WebProxy? Proxy(KubeconfigNode cluster)
    {
        if (cluster.Text("proxy-url") is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var proxy) && ProxySchemes.Contains(proxy.Scheme, StringComparer.Ordinal)
            ? EnvironmentProxy.WithCredentials(proxy)
            : throw cluster.Error("proxy-url", "this is no URL of a proxy: write http://HOST:PORT or socks5://HOST:PORT.");
    }
}
