using System.Net;

namespace Transship.Kubernetes.Http;

/// <summary>Repeats what the server turned away unprocessed: 429 (A1) and 5xx (A2) with a Retry-After, whatever the verb. A plain 5xx is the caller's.</summary>
internal sealed class RetryHandler(TimeSpan maxWait, TimeProvider timeProvider, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    internal const int MaxTries = 10;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var response = await base.SendAsync(request, cancellationToken);
            var refused = response.StatusCode == HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500;
            if (!refused || tries == MaxTries || RetryAfter.Of(response, timeProvider) is not { } wait || wait > maxWait)
            {
                return response;
            }

            response.Dispose();
            await Task.Delay(wait, timeProvider, cancellationToken);
        }
    }
}
