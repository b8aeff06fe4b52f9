using System.Net;

namespace Transship.Registry.Downloads;

/// <summary>A file to be fetched.</summary>
/// <param name="Url">Where it is, at any host.</param>
/// <param name="Operation">What is done, in words, for errors: <c>GET index.yaml</c>.</param>
/// <param name="Limit">The most bytes that are accepted.</param>
public sealed record DownloadRequest(Uri Url, string Operation, long Limit)
{
    /// <summary>Headers besides those of authorization.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Statuses that are an answer, not an error. All 2xx are.</summary>
    public IReadOnlyList<HttpStatusCode> Expected { get; init; } = [];
}
