namespace Transship.Kubernetes.Http;

/// <summary>
/// Bounds the requests of this process to a server, repetitions included (A3). Leases pass by: they are few, and one that waits in a queue is lost.
/// </summary>
internal sealed class RateLimitHandler(TokenBucket bucket, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string Leases = "/apis/coordination.k8s.io/";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri?.AbsolutePath.Contains(Leases, StringComparison.Ordinal) != true)
        {
            await bucket.TakeAsync(cancellationToken);
        }

        return await base.SendAsync(request, cancellationToken);
    }
}
