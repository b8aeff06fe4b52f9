using System.Net;
using Microsoft.Extensions.Logging;
using Transship.Kubernetes.Client;

namespace Transship.Operator.Commands.Operate;

/// <summary>Asks the API server for its version before anything else starts.</summary>
internal static partial class FirstContact
{
    /// <summary>Returns when the server answered, or when it is merely away: then the caches ask again and again.</summary>
    /// <exception cref="KubernetesException">The credentials are refused, or a certificate is: only a person can change that.</exception>
    public static async Task MakeAsync(KubernetesClient client, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            var version = await client.GetServerVersionAsync(cancellationToken);
            Log.Found(logger, version.GitVersion);
        }
        catch (KubernetesException e) when (!IsForAPerson(e))
        {
            Log.Away(logger, e.Message);
        }
    }

    private static bool IsForAPerson(KubernetesException error) =>
        error.Code == HttpStatusCode.Unauthorized
        || error.InnerException is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError };

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The API server is of version {Version}.")]
        internal static partial void Found(ILogger logger, string version);

        [LoggerMessage(LogLevel.Warning, "The API server does not answer yet: {Problem}")]
        internal static partial void Away(ILogger logger, string problem);
    }
}
