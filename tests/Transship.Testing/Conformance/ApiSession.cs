using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Transship.Testing.Conformance;

/// <summary>Requests to an API server, in plain HTTP.</summary>
/// <param name="client">Leads to the server.</param>
public sealed class ApiSession(HttpClient client)
{
    public const string Json = "application/json";
    public const string Merge = "application/merge-patch+json";
    public const string JsonPatch = "application/json-patch+json";
    public const string Strategic = "application/strategic-merge-patch+json";
    public const string Apply = "application/apply-patch+yaml";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public Task<ApiAnswer> GetAsync(string path, string accept = Json) => SendAsync(HttpMethod.Get, path, null, Json, accept);

    public Task<ApiAnswer> CreateAsync(string path, JsonNode body, string accept = Json) => SendAsync(HttpMethod.Post, path, body.ToJsonString(), Json, accept);

    public Task<ApiAnswer> CreateAsync(string path, string json, string mediaType = Json) => SendAsync(HttpMethod.Post, path, json, mediaType, Json);

    public Task<ApiAnswer> ReplaceAsync(string path, JsonNode body) => SendAsync(HttpMethod.Put, path, body.ToJsonString(), Json, Json);

    public Task<ApiAnswer> PatchAsync(string path, string patch, string mediaType = Merge) => SendAsync(HttpMethod.Patch, path, patch, mediaType, Json);

    public Task<ApiAnswer> ApplyAsync(string path, JsonNode configuration, string manager, bool force = false) =>
        SendAsync(HttpMethod.Patch, $"{path}?fieldManager={manager}{(force ? "&force=true" : "")}", configuration.ToJsonString(), Apply, Json);

    public Task<ApiAnswer> DeleteAsync(string path, JsonNode? options = null) => SendAsync(HttpMethod.Delete, path, options?.ToJsonString(), Json, Json);

    /// <summary>The frames of a watch, as they come.</summary>
    /// <param name="path">The collection, with its query but for watch.</param>
    /// <param name="accept">The form of the objects.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    public async IAsyncEnumerable<JsonObject> WatchAsync(string path, string accept = Json, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}watch=true");
        request.Headers.Accept.ParseAdd(accept);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
        if (!response.IsSuccessStatusCode)
        {
            var status = (JsonObject)JsonNode.Parse(await reader.ReadToEndAsync(limit.Token))!;
            yield return new JsonObject { ["type"] = "ERROR", ["object"] = status };
            yield break;
        }

        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            yield return (JsonObject)JsonNode.Parse(line)!;
        }
    }

    /// <summary>Waits until an object meets a condition.</summary>
    /// <param name="collection">The collection of the object.</param>
    /// <param name="name">The name of the object.</param>
    /// <param name="condition">The condition; its argument is null once the object is gone.</param>
    /// <returns>The object; null where it is gone.</returns>
    public async Task<JsonObject?> UntilAsync(string collection, string name, Predicate<JsonObject?> condition)
    {
        var selector = $"fieldSelector=metadata.name%3D{name}";
        var list = await GetAsync($"{collection}?{selector}");
        var current = list["items"] is JsonArray { Count: > 0 } items ? (JsonObject)items[0]! : null;
        if (condition(current))
        {
            return current;
        }

        await foreach (var frame in WatchAsync($"{collection}?{selector}&resourceVersion={list.Version}"))
        {
            current = frame["type"]!.ToString() == "DELETED" ? null : (JsonObject)frame["object"]!;
            if (condition(current))
            {
                return current;
            }
        }

        throw new TimeoutException($"{name} in {collection} did not come to the state that the test waits for.");
    }

    private async Task<ApiAnswer> SendAsync(HttpMethod method, string path, string? body, string mediaType, string accept)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Accept.ParseAdd(accept);
        request.Headers.UserAgent.ParseAdd("conformance/1.0");
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        }

        using var response = await client.SendAsync(request, limit.Token);
        var text = await response.Content.ReadAsStringAsync(limit.Token);
        return new ApiAnswer((int)response.StatusCode, Parse(text), response.Headers);
    }

    private static JsonObject Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return new JsonObject { ["message"] = text };
        }
    }
}
