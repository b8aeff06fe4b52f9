using System.Net;
using Transship.Registry.Auth;
using Transship.Registry.Pacing;

namespace Transship.Registry.Http;

/// <summary>What is to be asked; a message is made from it anew for every attempt.</summary>
internal sealed record RegistryRequest(HttpMethod Method, Uri Uri, ScopeSet Scopes)
{
    /// <summary>What is done, in words, for errors: <c>GET manifest app:v1</c>.</summary>
    public required string Operation { get; init; }

    public string? Accept { get; init; }

    /// <summary>Headers besides those of authorization; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>First byte wanted of a blob.</summary>
    public long? RangeStart { get; init; }

    /// <summary>Makes the body. Bodies that can be sent once only go with <see cref="Retry"/> false.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>Signs or authorizes a message just before it is sent, instead of the endpoint's own scheme.</summary>
    public Func<HttpRequestMessage, CancellationToken, ValueTask>? Authorize { get; init; }

    /// <summary>Statuses that are an answer to this request, not an error. All 2xx are.</summary>
    public IReadOnlyList<HttpStatusCode> Expected { get; init; } = [];

    /// <summary>True where an error may have a status of success; only with <see cref="BodyLimit"/>.</summary>
    public bool ErrorsComeWithSuccess { get; init; }

    public bool FollowRedirects { get; init; } = true;

    /// <summary>False for what must not be repeated blindly.</summary>
    public bool Retry { get; init; } = true;

    /// <summary>True when the caller holds a slot at the endpoint already.</summary>
    public bool Ungated { get; init; }

    /// <summary>Under which of the registry's limits it falls.</summary>
    public RequestBudget Budget { get; init; }

    /// <summary>True for what clears away something of ours at the registry: it is sent even while the registry wants no requests.</summary>
    public bool CleansUp { get; init; }

    /// <summary>Reads the body of an answer into memory, with the same timeout and retries; larger is an error. Null leaves it to be streamed.</summary>
    public int? BodyLimit { get; init; }

    /// <summary>False leaves the time that it takes to the caller's token.</summary>
    public bool HasTimeout { get; init; } = true;
}
