using System.Net;
using Transship.Kubernetes.Configuration;
using Transship.Kubernetes.Models;

namespace Transship.Kubernetes.Client;

/// <summary>Says in a sentence why a request got no answer, or a refusal that the configuration is to blame for.</summary>
internal static class RequestFailure
{
    internal static KubernetesException From(KubernetesClientConfig config, Exception cause)
    {
        var server = config.Server.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        return new KubernetesException(
            cause switch
            {
                HttpRequestException { HttpRequestError: var error } => $"The API server {server} cannot be reached: {Reason(config, error, cause)}.",
                OperationCanceledException => $"The API server {server} cannot be reached: it takes no connection in time{Check(config, "server")}.",
                _ => $"The connection to the API server {server} broke: {Innermost(cause)}.",
            },
            cause);
    }

    internal static KubernetesException Silent(KubernetesClientConfig config, string request, TimeSpan limit, Exception cause) =>
        new($"The API server {config.Server.Authority} gave no answer to {request} within {limit.TotalSeconds:0} s.", cause);

    /// <summary>A server says no more than "Unauthorized"; what to look at is ours to say.</summary>
    internal static V1Status Unauthorized(KubernetesClientConfig config, V1Status status) => status with
    {
        Code = (int)HttpStatusCode.Unauthorized,
        Message = $"The API server {config.Server.Authority} refuses the credentials ({status.Message}){Check(config, "the user's token or certificate")}.",
    };

    private static string Reason(KubernetesClientConfig config, HttpRequestError error, Exception cause) => error switch
    {
        HttpRequestError.NameResolutionError => $"the name {config.Server.Host} does not resolve{Check(config, "server")}",
        HttpRequestError.ConnectionError => Innermost(cause) + Check(config, "server"),
        HttpRequestError.SecureConnectionError =>
            $"its certificate is not trusted, or ours is refused ({Innermost(cause)}){Check(config, "certificate-authority and client-certificate")}",
        HttpRequestError.ProxyTunnelError => $"the proxy refuses ({Innermost(cause)}){Check(config, "proxy-url")}",
        _ => Innermost(cause),
    };

    /// <summary>Where to look, as the end of a sentence; nothing where there is no file to correct.</summary>
    internal static string Check(KubernetesClientConfig config, string field) => config.Origin is { } origin ? $"; check {field} in {origin}" : "";

    private static string Innermost(Exception cause) => cause.GetBaseException().Message.TrimEnd('.');
}
