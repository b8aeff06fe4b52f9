using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Transship.Kubernetes.Configuration;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Http;
using Transship.Kubernetes.Models;
using Transship.Kubernetes.Serialization;

namespace Transship.Kubernetes.Client;

/// <summary>The client of one API server. One instance serves a whole process.</summary>
public sealed partial class KubernetesClient : IKubernetesClient, IDisposable
{
    private const long MaxObjectBytes = 16 << 20;
    private const long MaxListBytes = 512 << 20;
    private const int MaxFrameBytes = 16 << 20;
    private const string Json = "application/json";

    /// <summary>How much later than asked a server may end a watch.</summary>
    private static readonly TimeSpan WatchGrace = TimeSpan.FromSeconds(30);

    private readonly KubernetesClientConfig _config;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly HttpMessageInvoker _http;
    private readonly string _server;
    private readonly string _userAgent;

    /// <summary>Creates a client. Nothing is sent yet.</summary>
    /// <param name="config">The server, and as whom to talk to it.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="logger">Hears what the server warns of, and of objects that cannot be read.</param>
    /// <exception cref="KubernetesConfigException">The configuration cannot be used.</exception>
    public KubernetesClient(KubernetesClientConfig config, TimeProvider? timeProvider = null, ILogger<KubernetesClient>? logger = null)
    {
        _config = config;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _logger = (ILogger?)logger ?? NullLogger.Instance;
        _http = HttpPipeline.Create(config, _timeProvider, _logger);
        _server = config.Server.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
        _userAgent = UserAgent.For(config.Component);
    }

    /// <inheritdoc/>
    public async Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        try
        {
            return await SendAsync<T>(HttpMethod.Get, ObjectPath<T>(name, @namespace), null, Json, MaxObjectBytes, cancellationToken);
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<EntityList<T>> ListAsync<T>(ListQuery query, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var path = ResourcePath.Collection(EntityDefinition.Of<T>(), query.Namespace)
            .With("labelSelector", query.LabelSelector)
            .With("fieldSelector", query.FieldSelector)
            .With("limit", query.Limit?.ToString())
            .With("continue", query.Continue)
            .With("resourceVersion", string.IsNullOrEmpty(query.ResourceVersion) ? null : query.ResourceVersion)
            .With("resourceVersionMatch", query.ResourceVersionMatch);
        var body = await SendAsync(HttpMethod.Get, path, null, Json, ListBody<T>.Contract, MaxListBytes, cancellationToken);
        var list = body.ToList();
        foreach (var broken in list.Undecodable)
        {
            Undecodable(_logger, EntityDefinition.Of<T>().Kind, broken.Key, broken.Problem);
        }

        return list;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(WatchQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        using var watchdog = new Watchdog(_config, query.Timeout is { } timeout ? timeout + WatchGrace : Timeout.InfiniteTimeSpan, _timeProvider, cancellationToken);
        var path = WatchPath<T>(query);
        using var response = await OpenAsync(watchdog, path);
        await using var frames = new FrameReader(await response.Content.ReadAsStreamAsync(cancellationToken), MaxFrameBytes);
        while (await watchdog.GuardAsync(token => frames.ReadAsync(token).AsTask(), path, _config.WatchIdleLimit) is { } frame)
        {
            if (!frame.IsEmpty)
            {
                yield return WatchFrame.Decode<T>(frame);
            }
        }
    }

    /// <inheritdoc/>
    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var path = ResourcePath.Collection(EntityDefinition.Of<T>(), NamespaceOr(entity.Metadata.Namespace)).With("fieldValidation", Validation);
        return SendAsync<T>(HttpMethod.Post, path, Serialize(entity), Json, MaxObjectBytes, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<T> UpdateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var path = ObjectPath<T>(entity.Metadata.Name ?? "", entity.Metadata.Namespace).With("fieldValidation", Validation);
        return SendAsync<T>(HttpMethod.Put, path, Serialize(entity), Json, MaxObjectBytes, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<T> PatchAsync<T>(string name, string? @namespace, Patch patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var path = ObjectPath<T>(name, @namespace, patch.Subresource)
            .With("fieldManager", patch.FieldManager)
            .With("force", patch.Force ? "true" : null)
            .With("fieldValidation", Validation);
        return SendAsync<T>(HttpMethod.Patch, path, patch.Body, patch.MediaType, MaxObjectBytes, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync<T>(string name, string? @namespace, DeleteOptions? options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        try
        {
            var body = (options ?? new DeleteOptions()).ToBody();
            await SendAsync<JsonElement>(HttpMethod.Delete, ObjectPath<T>(name, @namespace), body, Json, MaxObjectBytes, cancellationToken);
            return true;
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return false;
        }
    }

    /// <summary>The version of the server.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="KubernetesException">There was no answer.</exception>
    public Task<ServerVersion> GetServerVersionAsync(CancellationToken cancellationToken) =>
        SendAsync<ServerVersion>(HttpMethod.Get, ResourcePath.Server("/version"), null, Json, MaxObjectBytes, cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Kind} {Key} cannot be read: {Problem}")]
    private static partial void Undecodable(ILogger logger, string kind, NamespacedName key, string problem);

    private string? Validation => _config.FieldValidation?.ToString();

    private static ReadOnlyMemory<byte> Serialize<T>(T entity) => JsonSerializer.SerializeToUtf8Bytes(entity, KubernetesJson.TypeInfo<T>());

    private static ResourcePath WatchPath<T>(WatchQuery query)
        where T : class, IKubernetesObject =>
        ResourcePath.Collection(EntityDefinition.Of<T>(), query.Namespace)
            .With("watch", "true")
            .With("labelSelector", query.LabelSelector)
            .With("fieldSelector", query.FieldSelector)
            .With("resourceVersion", query.ResourceVersion)
            .With("timeoutSeconds", query.Timeout is { } timeout ? $"{Math.Ceiling(timeout.TotalSeconds):0}" : null)
            .With("allowWatchBookmarks", query.AllowBookmarks ? "true" : null)
            .With("sendInitialEvents", query.SendInitialEvents ? "true" : null)
            .With("resourceVersionMatch", query.SendInitialEvents ? "NotOlderThan" : null);

    private string NamespaceOr(string? @namespace) => string.IsNullOrEmpty(@namespace) ? _config.Namespace : @namespace;

    private ResourcePath ObjectPath<T>(string name, string? @namespace, string? subresource = null)
        where T : class, IKubernetesObject =>
        ResourcePath.Object(EntityDefinition.Of<T>(), NamespaceOr(@namespace), name, subresource);

    private HttpRequestMessage Request(HttpMethod method, ResourcePath path, ReadOnlyMemory<byte>? body, string mediaType)
    {
        var request = new HttpRequestMessage(method, _server + path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.Accept.ParseAdd(Json);
        request.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        if (_config.Impersonate is { } other)
        {
            request.Headers.Add("Impersonate-User", other.User);
            request.Headers.Add("Impersonate-Group", other.Groups);
            request.Headers.Add("Impersonate-Uid", other.Uid is { } uid ? [uid] : []);
        }

        if (body is { } content)
        {
            request.Content = new ReadOnlyMemoryContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
        }

        return request;
    }

    /// <summary>Starts an answer that is read as it comes.</summary>
    private Task<HttpResponseMessage> OpenAsync(Watchdog watchdog, ResourcePath path) => watchdog.GuardAsync(
        async token =>
        {
            using var request = Request(HttpMethod.Get, path, null, Json);
            var response = await _http.SendAsync(request, token);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw await ErrorAnswer.ReadAsync(response, _config, $"GET {path}", _timeProvider, token);
            }
        },
        path,
        _config.RequestTimeout);

    private Task<T> SendAsync<T>(HttpMethod method, ResourcePath path, ReadOnlyMemory<byte>? body, string mediaType, long maxBytes, CancellationToken cancellationToken) =>
        SendAsync(method, path, body, mediaType, KubernetesJson.TypeInfo<T>(), maxBytes, cancellationToken);

    private async Task<T> SendAsync<T>(
        HttpMethod method, ResourcePath path, ReadOnlyMemory<byte>? body, string mediaType, JsonTypeInfo<T> answer, long maxBytes, CancellationToken cancellationToken)
    {
        using var watchdog = new Watchdog(_config, _config.RequestTimeout, _timeProvider, cancellationToken);
        using var request = Request(method, path, body, mediaType);
        return await watchdog.GuardAsync(
            async token =>
            {
                using var response = await _http.SendAsync(request, token);
                return response.IsSuccessStatusCode
                    ? await ReadAsync(response, answer, maxBytes, $"{method} {path}", token)
                    : throw await ErrorAnswer.ReadAsync(response, _config, $"{method} {path}", _timeProvider, token);
            },
            path,
            Timeout.InfiniteTimeSpan);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> answer, long maxBytes, string request, CancellationToken cancellationToken)
    {
        await using var stream = new BoundedStream(await response.Content.ReadAsStreamAsync(cancellationToken), maxBytes);
        try
        {
            return await JsonSerializer.DeserializeAsync(stream, answer, cancellationToken)
                ?? throw new KubernetesException($"The API server answered null to {request}.");
        }
        catch (JsonException e)
        {
            throw new KubernetesException($"The API server's answer to {request} cannot be understood: {e.Message}", e);
        }
    }
}
