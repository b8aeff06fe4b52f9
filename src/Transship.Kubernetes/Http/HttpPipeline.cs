using Microsoft.Extensions.Logging;
using Transship.Kubernetes.Configuration;

namespace Transship.Kubernetes.Http;

/// <summary>The way of a request: repeated, limited, authenticated, counted, sent.</summary>
internal static class HttpPipeline
{
    /// <exception cref="KubernetesConfigException">The configuration cannot be used.</exception>
    internal static HttpMessageInvoker Create(KubernetesClientConfig config, TimeProvider timeProvider, ILogger logger)
    {
        HttpMessageHandler handler = new ServerWarningsHandler(logger, new RequestMetricsHandler(new TransportHandler(config, timeProvider)));
        if (config.Credentials is { } credentials)
        {
            handler = new AuthenticationHandler(credentials, handler);
        }

        if (config.QueriesPerSecond > 0)
        {
            handler = new RateLimitHandler(new TokenBucket(config.QueriesPerSecond, Math.Max(1, config.Burst), timeProvider), handler);
        }

        return new HttpMessageInvoker(new RetryHandler(config.MaxRetryAfter, timeProvider, handler));
    }
}
