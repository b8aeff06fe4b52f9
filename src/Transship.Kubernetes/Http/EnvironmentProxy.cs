using System.Net;
using Transship.Kubernetes.Configuration;

namespace Transship.Kubernetes.Http;

/// <summary>The proxy that HTTPS_PROXY and HTTP_PROXY name, past what NO_PROXY lists: hosts, domains, addresses and networks (CIDR), each with an optional port.</summary>
/// <remarks>.NET's own reader of these variables knows no networks, and NO_PROXY=10.0.0.0/8 is how clusters are excepted.</remarks>
internal static class EnvironmentProxy
{
    /// <summary>The proxy on the way to a server; null for none.</summary>
    /// <exception cref="KubernetesConfigException">A variable names no proxy.</exception>
    internal static WebProxy? For(Uri server, Func<string, string?> environment)
    {
        var name = server.Scheme == Uri.UriSchemeHttps ? "HTTPS_PROXY" : "HTTP_PROXY";
        if (Variable(name, environment) is not { } text || server.IsLoopback)
        {
            return null;
        }

        if (ProxyException.ParseList(Variable("NO_PROXY", environment) ?? "").Any(exception => exception.Matches(server)))
        {
            return null;
        }

        return Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text, UriKind.Absolute, out var uri)
            ? WithCredentials(uri)
            : throw new KubernetesConfigException($"{name} is no URL of a proxy: write http://HOST:PORT.");
    }

    /// <summary>A proxy with the credentials of its URL.</summary>
    internal static WebProxy WithCredentials(Uri uri)
    {
        var proxy = new WebProxy(uri);
        if (uri.UserInfo.Split(':', 2) is [{ Length: > 0 } name, .. var rest])
        {
            proxy.Credentials = new NetworkCredential(Uri.UnescapeDataString(name), Uri.UnescapeDataString(rest.FirstOrDefault() ?? ""));
        }

        return proxy;
    }

    private static string? Variable(string name, Func<string, string?> environment) =>
        environment(name) is { Length: > 0 } upper ? upper : environment(name.ToLowerInvariant()) is { Length: > 0 } lower ? lower : null;
}
