namespace Transship.Providers.Tests.Scenarios;

/// <summary>Sends the requests to every host to one server on loopback, over real HTTP; the server sees the host and scheme that were meant.</summary>
internal sealed class RoutingHandler(Uri server) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var meant = request.RequestUri!;
        request.Headers.Host = meant.Authority;
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", meant.Scheme);
        request.RequestUri = new Uri(server, meant.PathAndQuery);
        var response = await base.SendAsync(request, cancellationToken);
        request.RequestUri = meant;
        return response;
    }
}
