using System.Collections.ObjectModel;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Transship.Registry.Auth;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Registry.Pacing;
using Transship.Registry.Telemetry;

namespace Transship.Registry.Http;

/// <summary>Every request to an endpoint goes through here: pacing, authorization, redirects, retries, errors.</summary>
internal sealed partial class RegistryHttp : IDisposable
{
    private const int MaxRedirects = 10;
    private const int DefaultWindow = 64;

    private readonly Transport _transport;
    private readonly Authenticator _authenticator;
    private readonly RegistryClientOptions _options;
    private readonly string _host;
    private readonly ResiliencePipeline<RegistryResponse> _retries;
    private readonly TokenBucket? _requestRate;
    private readonly RateLimitMemory _limits;
    private readonly WarningLog _warnings = new();

    public RegistryHttp(RegistryEndpoint endpoint, RegistryClientOptions options)
    {
        Endpoint = endpoint;
        _host = endpoint.ApiBase.Authority;
        _options = options;
        _transport = new Transport(endpoint, options.WrapHandler);
        var credentials = options.Credentials ?? new CredentialSource(endpoint.Credentials);
        _authenticator = new Authenticator(new TokenServer(_transport.Client, endpoint, credentials, options.Time, options.RequestTimeout / 2), endpoint, credentials, options.Time, options.TokenRealm);
        Gate = new RequestGate(Math.Max(1, endpoint.Limits.MaxConcurrentRequests ?? DefaultWindow), options.Time);
        _requestRate = endpoint.Limits.RequestsPerSecond is > 0 and var rate ? new TokenBucket(rate, options.Time, Math.Max(1, rate / 10)) { Host = _host } : null;
        Bandwidth = endpoint.Limits.BytesPerSecond is > 0 and var bytes ? new TokenBucket(bytes, options.Time) { Host = _host } : null;
        _limits = new RateLimitMemory(endpoint.Name, _host, options.Time, options.LongestWait);
        _retries = Retries(options, _host);
        RegistryMetrics.Begin(_host);
    }

    public RegistryEndpoint Endpoint { get; }

    public RequestGate Gate { get; }

    public TokenBucket? Bandwidth { get; }

    public TimeProvider Time => _options.Time;

    public Uri? TokenRealm => _authenticator.TokenRealm;

    public TimeSpan StallTimeout => _options.StallTimeout;

    /// <summary>The longest Retry-After that is waited for; a longer one is passed on.</summary>
    public TimeSpan LongestWait => _options.LongestWait;

    public Uri Url(string path) => new(Endpoint.ApiBase, path);

    /// <summary>Sends, again where that may help.</summary>
    /// <exception cref="RegistryException">The last attempt's error.</exception>
    public async Task<RegistryResponse> SendAsync(RegistryRequest request, CancellationToken cancellationToken) => request.Retry
        ? await _retries.ExecuteAsync(static async (state, token) => await state.Self.SendOnceAsync(state.Request, token), (Self: this, Request: request), cancellationToken)
        : await SendOnceAsync(request, cancellationToken);

    /// <summary>The error that a failure below HTTP means, for those who read bodies themselves.</summary>
    public RegistryException Failure(Exception error) => TransportErrors.From(error, Endpoint.Name, Endpoint.ApiBase.Host, _transport.CertificateProblem);

    public void Dispose() => _transport.Dispose();

    private async Task<RegistryResponse> SendOnceAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        if (!request.CleansUp)
        {
            _limits.Check(request.Budget);
        }

        if (_requestRate is not null)
        {
            await _requestRate.TakeAsync(1, cancellationToken);
        }

        var lease = request.Ungated ? null : await Gate.EnterAsync(RequestLane.Small, cancellationToken);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (request.HasTimeout)
        {
            deadline.CancelAfter(_options.RequestTimeout);
        }

        try
        {
            var response = await AnswerAsync(request, lease, deadline.Token);
            Gate.Succeeded();
            return response;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            lease?.Dispose();
            throw new RegistryException(RegistryErrorKind.Timeout, $"{Endpoint.Name} did not answer {request.Operation} in time.", e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            lease?.Dispose();
            throw Failure(e);
        }
        catch
        {
            lease?.Dispose();
            throw;
        }
    }

    private async Task<RegistryResponse> AnswerAsync(RegistryRequest request, GateLease? lease, CancellationToken cancellationToken)
    {
        var message = await ExchangeAsync(request, cancellationToken);
        try
        {
            await CheckAsync(message, request, cancellationToken);
            var body = request.BodyLimit is { } limit ? await BoundedBody.ReadAsync(message.Content, limit, $"The answer to {request.Operation}", cancellationToken) : default;
            if (message.IsSuccessStatusCode)
            {
                CutDocument.Refuse(body, Endpoint.Name, request.Operation);
            }

            if (request.ErrorsComeWithSuccess && ErrorBody.Parse(body) is { Code: not null } error)
            {
                throw Refusal(message, error, request);
            }

            return new RegistryResponse(message, lease) { Body = body };
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> ExchangeAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        var header = await _authenticator.HeaderAsync(request.Scopes, cancellationToken);
        var response = await FollowAsync(request, header, cancellationToken);

        // Who had no token yet may lose his first one before it is used.
        for (var chances = request.Authorize is not null ? 0 : header is null ? 2 : 1; chances > 0 && response.StatusCode == HttpStatusCode.Unauthorized; chances--)
        {
            if (await ChallengedAsync(response, request, header, cancellationToken) is not { } fresh)
            {
                break;
            }

            response.Dispose();
            if (!request.Retry && request.Content is not null)
            {
                // quirk 38: the body is spent, so the one who made it starts over with the new token.
                throw new RegistryException(RegistryErrorKind.Unavailable, $"{Endpoint.Name} wanted a new token in the middle of {request.Operation}.");
            }

            header = fresh;
            response = await FollowAsync(request, header, cancellationToken);
        }

        return response;
    }

    private async Task<AuthenticationHeaderValue?> ChallengedAsync(HttpResponseMessage response, RegistryRequest request, AuthenticationHeaderValue? sent, CancellationToken cancellationToken)
    {
        if (_authenticator.IsChallenged(response))
        {
            return await _authenticator.ChallengedAsync(response, request.Scopes, sent, cancellationToken);
        }

        // quirk 16: some answer 401 without saying what they want; the root says it.
        using var root = await FollowAsync(new RegistryRequest(HttpMethod.Get, Url("v2/"), ScopeSet.None) { Operation = "GET /v2/" }, header: null, cancellationToken);
        return await _authenticator.ChallengedAsync(root, request.Scopes, sent, cancellationToken);
    }

    private async Task<HttpResponseMessage> FollowAsync(RegistryRequest request, AuthenticationHeaderValue? header, CancellationToken cancellationToken)
    {
        var uri = request.Uri;
        for (var hop = 0; ; hop++)
        {
            var response = await SendMessageAsync(request, uri, SameOrigin(uri, Endpoint.ApiBase) ? header : null, cancellationToken);
            if (!request.FollowRedirects || !IsRedirect(response))
            {
                return response;
            }

            var next = Locations.Resolve(uri, response.Headers.GetValues("Location").First());
            response.Dispose();
            if (hop >= MaxRedirects)
            {
                throw new RegistryException(RegistryErrorKind.ProtocolError, $"{Endpoint.Name} redirects {request.Operation} more than {MaxRedirects} times.");
            }

            uri = next;
        }
    }

    private async Task<HttpResponseMessage> SendMessageAsync(RegistryRequest request, Uri uri, AuthenticationHeaderValue? header, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, uri) { Content = request.Content?.Invoke() };
        message.Headers.Authorization = header;
        message.Headers.TryAddWithoutValidation("Accept-Encoding", "identity"); // quirk 39
        if (request.Accept is not null)
        {
            message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        }

        foreach (var (name, value) in request.Headers ?? ReadOnlyDictionary<string, string>.Empty)
        {
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (request.RangeStart is > 0 and var start)
        {
            message.Headers.Range = new RangeHeaderValue(start, null);
        }

        if (request.Authorize is not null)
        {
            await request.Authorize(message, cancellationToken);
        }

        var response = await SendMeteredAsync(message, cancellationToken);
        LogExchange(_options.Logger, request.Method, SafeUrl.Print(uri), (int)response.StatusCode);
        return response;
    }

    private async Task<HttpResponseMessage> SendMeteredAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        using var span = RegistryTraces.Send(message.Method, message.RequestUri!);
        try
        {
            var response = await _transport.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            RegistryMetrics.Answered(_host, message.Method, response.StatusCode);
            RegistryTraces.Answered(span, response.StatusCode);
            return response;
        }
        catch (Exception e)
        {
            RegistryMetrics.Unanswered(_host, message.Method);
            RegistryTraces.Failed(span, e);
            throw;
        }
    }

    private async Task CheckAsync(HttpResponseMessage response, RegistryRequest request, CancellationToken cancellationToken)
    {
        _limits.Learn(request.Budget, response);
        if (response.Headers.TryGetValues("Warning", out var warnings) && string.Join("; ", warnings) is var warning && _warnings.IsNew(warning))
        {
            LogWarning(_options.Logger, Endpoint.Name, request.Operation, warning); // quirk 34
            _options.Warned?.Invoke(warning);
        }

        if (response.IsSuccessStatusCode || request.Expected.Contains(response.StatusCode))
        {
            return;
        }

        if (request.Authorize is null && response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest && response.RequestMessage?.RequestUri is { } answered && !SameOrigin(answered, Endpoint.ApiBase))
        {
            // quirk 40: a presigned URL that expired; the registry makes a new one.
            throw new RegistryException(RegistryErrorKind.Unavailable, $"The storage {answered.Host} to which {Endpoint.Name} redirected {request.Operation} refused it ({(int)response.StatusCode}).");
        }

        throw Refusal(response, await ErrorBodyAsync(response, cancellationToken), request);
    }

    private RegistryException Refusal(HttpResponseMessage response, ErrorBody body, RegistryRequest request)
    {
        var error = StatusErrors.From(response.StatusCode, body, RetryAfterHeader.Read(response, Time.GetUtcNow()), Endpoint.Name, request.Operation);
        if (error.Kind == RegistryErrorKind.RateLimited || response.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            Gate.Overloaded();
        }

        return error;
    }

    private static async Task<ErrorBody> ErrorBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return ErrorBody.Parse(await BoundedBody.ReadAsync(response.Content, BoundedBody.SmallLimit, "The error", cancellationToken));
        }
        catch (Exception e) when (e is RegistryException or IOException or HttpRequestException)
        {
            return default; // The status tells enough.
        }
    }

    private static ResiliencePipeline<RegistryResponse> Retries(RegistryClientOptions options, string host)
    {
        if (options.Retries <= 0)
        {
            return ResiliencePipeline<RegistryResponse>.Empty;
        }

        var builder = new ResiliencePipelineBuilder<RegistryResponse> { TimeProvider = options.Time };
        builder.AddRetry(new RetryStrategyOptions<RegistryResponse>
        {
            MaxRetryAttempts = options.Retries,
            Delay = options.RetryDelay,
            MaxDelay = TimeSpan.FromSeconds(30),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Randomizer = options.Jitter,
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is RegistryException { IsRetryable: true } e
                && e.Kind is not (RegistryErrorKind.ManifestBlobUnknown or RegistryErrorKind.DigestMismatch)
                && (e.RetryAfter ?? TimeSpan.Zero) <= options.LongestWait),
            DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Exception as RegistryException)?.RetryAfter),
            OnRetry = _ =>
            {
                RegistryMetrics.Retried(host);
                return ValueTask.CompletedTask;
            },
        });
        return builder.Build();
    }

    private static bool IsRedirect(HttpResponseMessage response) =>
        (int)response.StatusCode is (301 or 302 or 303 or 307 or 308) && response.Headers.Contains("Location");

    /// <summary>Whether credentials for one may be sent to the other.</summary>
    public static bool SameOrigin(Uri a, Uri b) => a.Scheme == b.Scheme && a.Port == b.Port && string.Equals(a.Host, b.Host, StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} {Url} answered {Status}")]
    private static partial void LogExchange(ILogger logger, HttpMethod method, string url, int status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Registry} warns about {Operation}: {Warning}")]
    private static partial void LogWarning(ILogger logger, string registry, string operation, string warning);
}
