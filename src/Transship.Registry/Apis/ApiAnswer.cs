using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Transship.Registry.Errors;
using Transship.Registry.Http;

namespace Transship.Registry.Apis;

/// <summary>The answer of a product's own API, read into memory.</summary>
public sealed class ApiAnswer
{
    private static readonly string[] KeptHeaders = ["X-Next-Page", "X-Total-Count"];

    private readonly string _api;
    private readonly string _operation;
    private readonly IReadOnlyDictionary<string, string> _headers;

    internal ApiAnswer(RegistryResponse response, string api, string operation)
    {
        (_api, _operation) = (api, operation);
        Status = response.Status;
        Body = response.Body;
        ContentType = response.ContentType;
        NextPage = LinkHeader.Next(response);
        _headers = KeptHeaders.Select(name => (name, value: response.Header(name))).Where(h => h.value is not null).ToDictionary(h => h.name, h => h.value!, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>The body; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>What the body is; null where it does not say.</summary>
    public string? ContentType { get; }

    /// <summary>The next page (RFC 8288, <c>rel="next"</c>), always at the same host; null on the last.</summary>
    public Uri? NextPage { get; }

    /// <summary>The code of an expected error's body; null where there is none.</summary>
    public string? ErrorCode => ErrorBody.Parse(Body).Code;

    /// <summary>A header that the client keeps; null where it is missing.</summary>
    public string? Header(string name) => _headers.GetValueOrDefault(name);

    /// <summary>Reads the body as JSON.</summary>
    /// <exception cref="RegistryException">It is none of that form: something else answers at this address.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            if (JsonSerializer.Deserialize(Body.Span, type) is { } value)
            {
                return value;
            }
        }
        catch (JsonException e)
        {
            throw NotUnderstood(e);
        }

        throw NotUnderstood(null);
    }

    private RegistryException NotUnderstood(Exception? inner) => new(
        RegistryErrorKind.NotARegistry, $"{_api} answered the request to {_operation} with something that is not of its API ({ContentType ?? "no content type"}); check the URL and the type.", inner);
}
