using Transship.Kubernetes.Configuration;

namespace Transship.Kubernetes.Client;

/// <summary>Says in a sentence why a request got no answer.</summary>
internal static class RequestFailure
{
    internal static KubernetesException From(KubernetesClientConfig config, Exception cause)
    {
        var server = config.Server.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        return new KubernetesException(cause is HttpRequestException { HttpRequestError: var error }
            ? $"The API server {server} cannot be reached: {Reason(error, cause)}."
            : $"The connection to the API server {server} broke: {Innermost(cause)}.", cause);
    }

    internal static KubernetesException Silent(KubernetesClientConfig config, string request, TimeSpan limit, Exception cause) =>
        new($"The API server {config.Server.Authority} gave no answer to {request} within {limit.TotalSeconds:0} s.", cause);

    private static string Reason(HttpRequestError error, Exception cause) => error switch
    {
        HttpRequestError.NameResolutionError => "its name does not resolve; check the server of the kubeconfig",
        HttpRequestError.ConnectionError => Innermost(cause),
        HttpRequestError.SecureConnectionError => $"its certificate is not trusted, or ours is refused ({Innermost(cause)}); check the certificates of the kubeconfig",
        HttpRequestError.ProxyTunnelError => $"the proxy refuses ({Innermost(cause)})",
        _ => Innermost(cause),
    };

    private static string Innermost(Exception cause) => cause.GetBaseException().Message.TrimEnd('.');
}
