using System.Net;
using Transship.Kubernetes.Authentication;

namespace Transship.Kubernetes.Http;

/// <summary>Puts the credential on each request; after a 401 tries once more with a fresh one (A6).</summary>
internal sealed class AuthenticationHandler(ICredentialSource source, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var credential = await source.GetAsync(cancellationToken);
        var response = await SendAsync(request, credential, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return response;
        }

        source.Invalidate(credential);
        var fresh = await source.GetAsync(cancellationToken);
        if (fresh == credential)
        {
            return response;
        }

        response.Dispose();
        return await SendAsync(request, fresh, cancellationToken);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Credential credential, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = credential.Authorization;
        if (credential.ClientCertificate is { } certificate)
        {
            request.Options.Set(TransportHandler.ClientCertificate, certificate);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
