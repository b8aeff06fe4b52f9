using System.Net;
using System.Net.Http.Headers;
using Transship.Registry.Auth;
using Transship.Registry.Http;
using Transship.Registry.Pacing;

namespace Transship.Registry.Apis;

/// <summary>A request to a product's own API.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path and query, relative to the API's address, or a whole URL of the same host.</param>
/// <param name="Operation">What is done, in words, for errors: <c>list the tags of library/app</c>.</param>
public sealed record ApiRequest(HttpMethod Method, string Path, string Operation)
{
    /// <summary>The most that an answer may have, in bytes.</summary>
    public const int MaxAnswer = 16 * 1024 * 1024;

    /// <summary>The body; null for none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>What the body is.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Headers besides those of authorization.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Statuses that are an answer, not an error. All 2xx are.</summary>
    public IReadOnlyList<HttpStatusCode> Expected { get; init; } = [];

    /// <summary>True for an API that sends its errors with a status of success too.</summary>
    public bool ErrorsComeWithSuccess { get; init; }

    /// <summary>False for what must not be repeated blindly.</summary>
    public bool Retry { get; init; } = true;

    /// <summary>A GET.</summary>
    public static ApiRequest Get(string path, string operation) => new(HttpMethod.Get, path, operation);

    internal RegistryRequest ToRegistryRequest(Uri url, ScopeSet scopes) => new(Method, url, scopes)
    {
        Operation = $"the request to {Operation}",
        Accept = "application/json",
        Headers = Headers,
        Budget = RequestBudget.Listing,
        BodyLimit = MaxAnswer,
        Expected = Expected,
        ErrorsComeWithSuccess = ErrorsComeWithSuccess,
        FollowRedirects = false,
        Retry = Retry,
        Content = Body is { } body ? () => Content(body) : null,
    };

    private ReadOnlyMemoryContent Content(ReadOnlyMemory<byte> body)
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);
        return content;
    }
}
