namespace Transship.Kubernetes.Http;

/// <summary>How long a server asks to wait before a request is repeated (RFC 9110, section 10.2.3).</summary>
internal static class RetryAfter
{
    /// <summary>The wait, never negative; null where the server names none.</summary>
    internal static TimeSpan? Of(HttpResponseMessage response, TimeProvider timeProvider)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date - timeProvider.GetUtcNow());
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
