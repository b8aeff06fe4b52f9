using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Entities;
using Transship.Providers.Events;
using Transship.Runtime.Caching;
using Endpoint = Transship.Api.Endpoints.Endpoint;

namespace Transship.Operator.Events;

/// <summary>
/// Answers a delivery: 204 when all that it tells is stored, 503 when the sender has to come again, 401 when it did not prove itself. An endpoint that does
/// not exist, one without events and a wrong secret get the same answer, at the same time.
/// </summary>
internal sealed partial class EventRequestHandler(
    EventReceiverOptions options,
    IEntityCache<Endpoint> endpoints,
    IEntityCache<ReplicationRule> rules,
    IEntityCache<ReplicationExecution> executions,
    EventAuthenticator authenticator,
    EventRouter router,
    EventRuns runs,
    EventMetrics metrics,
    TimeProvider time,
    ILogger<EventRequestHandler> logger) : IDisposable
{
    private readonly SemaphoreSlim _reading = new(options.MaxReading);

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var arrived = time.GetTimestamp();
        var aborted = context.RequestAborted;
        if (!EventPath.TryParse(context.Request.Path.Value, out var key))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        else if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = HttpMethods.Post;
        }
        else if (!endpoints.HasSynced || !rules.HasSynced || !executions.HasSynced)
        {
            ComeAgain(context.Response);
        }
        else if (await ReadAsync(context, aborted) is { } body)
        {
            var endpoint = endpoints.Get(key.Value);
            if (await authenticator.AuthenticateAsync(endpoint, context.Request, body, aborted) is { } format)
            {
                await TakeAsync(context, endpoint!, format, body, aborted);
            }
            else
            {
                await RefuseAsync(context.Response, arrived, aborted);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    private async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(options.ReadTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await _reading.WaitAsync(either.Token);
            try
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body, either.Token);
                return body.ToArray();
            }
            finally
            {
                _reading.Release();
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status408RequestTimeout;
            metrics.Took(EventOutcome.Malformed);
        }
        catch (BadHttpRequestException e)
        {
            context.Response.StatusCode = e.StatusCode;
            metrics.Took(EventOutcome.Malformed);
        }

        return null;
    }

    private async Task TakeAsync(HttpContext context, Endpoint endpoint, IEventFormat format, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            var headers = context.Request.Headers;
            var events = format.Parse(new EventRequest(AddressOf(endpoint), name => headers[name].FirstOrDefault(), body));
            var stored = await Task.WhenAll(router.Route(endpoint, events).Select(pair => StoreAsync(pair.Rule, pair.Resources, cancellationToken)));
            Log.Took(logger, NamespacedName.Of(endpoint), events.Count, stored.Length);
            if (stored.All(done => done))
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                metrics.Took(EventOutcome.Accepted);
            }
            else
            {
                ComeAgain(context.Response);
            }
        }
        catch (EventFormatException e)
        {
            Log.Malformed(logger, NamespacedName.Of(endpoint), e.Message);
            metrics.Took(EventOutcome.Malformed);
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(e.Message, cancellationToken);
        }
    }

    private static Uri AddressOf(Endpoint endpoint) => Endpoints.EndpointUrl.TryParse(endpoint.Spec.Url, out var url, out _) ? url! : new Uri("http://invalid.invalid");

    /// <summary>One rule's failure never keeps another from its event.</summary>
    private async Task<bool> StoreAsync(ReplicationRule rule, IReadOnlyList<ExecutionResource> resources, CancellationToken cancellationToken)
    {
        try
        {
            await runs.StoreAsync(rule, resources, cancellationToken);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotStored(logger, e, NamespacedName.Of(rule), e.Message);
            return false;
        }
    }

    private void ComeAgain(HttpResponse response)
    {
        metrics.Took(EventOutcome.Unavailable);
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.Headers.RetryAfter = "1";
    }

    private async Task RefuseAsync(HttpResponse response, long arrived, CancellationToken cancellationToken)
    {
        var rest = options.RefusalTime.Ticks - (time.GetElapsedTime(arrived).Ticks % options.RefusalTime.Ticks);
        await Task.Delay(TimeSpan.FromTicks(rest), time, cancellationToken);
        metrics.Took(EventOutcome.Refused);
        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.Headers.WWWAuthenticate = "Bearer";
    }

    private static partial class Log
    {
        [LoggerMessage(5002, LogLevel.Debug, "Endpoint {Endpoint} told of {Events} events, which concern {Rules} rules")]
        public static partial void Took(ILogger logger, NamespacedName endpoint, int events, int rules);

        [LoggerMessage(5003, LogLevel.Warning, "An event of endpoint {Endpoint} could not be read: {Problem}")]
        public static partial void Malformed(ILogger logger, NamespacedName endpoint, string problem);

        [LoggerMessage(5004, LogLevel.Warning, "An event for rule {Rule} could not be stored, and the sender is asked to come again: {Problem}")]
        public static partial void NotStored(ILogger logger, Exception error, NamespacedName rule, string problem);
    }
}
