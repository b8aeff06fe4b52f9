using System.Net.Sockets;
using System.Security.Authentication;

namespace Transship.Registry.Errors;

/// <summary>Turns a failure below HTTP into the error that it means.</summary>
internal static class TransportErrors
{
    public static RegistryException From(Exception error, string registry, string host, string? certificateProblem)
    {
        if (Find<RegistryException>(error) is { } known)
        {
            return known;
        }

        var socket = Find<SocketException>(error);
        if (certificateProblem is not null && Find<AuthenticationException>(error) is not null)
        {
            return Create(RegistryErrorKind.CertificateNotTrusted,
                $"The certificate of {registry} is not trusted: {certificateProblem}; give its CA certificate, or turn verification off");
        }

        if (error is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError })
        {
            return Create(RegistryErrorKind.NameResolutionFailed, $"The name {host} of {registry} does not resolve; check the URL and the DNS");
        }

        if (error is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError })
        {
            return Create(RegistryErrorKind.NotARegistry,
                $"{registry} does not speak TLS, or not a version that we know: {Innermost(error)}; check whether the URL should start with http://");
        }

        return socket?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => Create(RegistryErrorKind.ConnectionRefused, $"{registry} refused the connection; check host and port"),
            SocketError.TimedOut => Create(RegistryErrorKind.Timeout, $"{registry} did not answer in time"),
            SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => Create(RegistryErrorKind.NameResolutionFailed, $"The name {host} of {registry} does not resolve; check the URL and the DNS"),
            _ => Create(RegistryErrorKind.ConnectionFailed, $"The connection to {registry} failed: {Innermost(error)}"),
        };

        RegistryException Create(RegistryErrorKind kind, string message) => new(kind, message.TrimEnd('.') + ".", error);
    }

    private static T? Find<T>(Exception? error)
        where T : Exception
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is T found)
            {
                return found;
            }
        }

        return null;
    }

    private static string Innermost(Exception error)
    {
        while (error.InnerException is not null)
        {
            error = error.InnerException;
        }

        return error.Message.ReplaceLineEndings(" ").Trim();
    }
}
