using System.Net;
using Transship.Registry.Pacing;

namespace Transship.Registry.Http;

/// <summary>An answer whose body is not read yet. Its slot at the endpoint is given back on dispose.</summary>
internal sealed class RegistryResponse(HttpResponseMessage message, GateLease? lease) : IDisposable
{
    public HttpStatusCode Status => message.StatusCode;

    public bool IsSuccess => message.IsSuccessStatusCode;

    /// <summary>The body, where the request asked for it.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    public HttpContent Content => message.Content;

    /// <summary>The URL that answered, after redirects.</summary>
    public Uri RequestUri => message.RequestMessage!.RequestUri!;

    public string? ContentType => message.Content.Headers.ContentType?.MediaType;

    public string? Header(string name) =>
        message.Headers.TryGetValues(name, out var values) || message.Content.Headers.TryGetValues(name, out values) ? values.FirstOrDefault() : null;

    public void Dispose()
    {
        message.Dispose();
        lease?.Dispose();
    }
}
