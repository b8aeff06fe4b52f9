namespace Transship.Kubernetes.Http;

/// <summary>Bounds the requests of this process to a server, repetitions included (A3).</summary>
internal sealed class RateLimitHandler(TokenBucket bucket, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await bucket.TakeAsync(cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }
}
