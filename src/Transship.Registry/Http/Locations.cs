using Transship.Registry.Errors;

namespace Transship.Registry.Http;

/// <summary>Reads Location headers as servers write them, byte for byte where that matters to signatures.</summary>
internal static class Locations
{
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>The target of a Location header. quirk 3</summary>
    public static Uri Resolve(Uri request, string? location)
    {
        if (string.IsNullOrWhiteSpace(location))
        {
            throw new RegistryException(RegistryErrorKind.ProtocolError, $"{request.Authority} answered without the Location that the protocol demands.");
        }

        if (!location.Contains("://", StringComparison.Ordinal))
        {
            var target = location.StartsWith('/') ? request.GetLeftPart(UriPartial.Authority) + location : new Uri(request, location).AbsoluteUri;
            return Create(target);
        }

        var absolute = Create(location);
        if (request.Scheme != "https" || absolute.Scheme == "https")
        {
            return absolute;
        }

        return string.Equals(absolute.Host, request.Host, StringComparison.OrdinalIgnoreCase)
            ? Create(request.GetLeftPart(UriPartial.Authority) + absolute.PathAndQuery) // behind a TLS proxy
            : throw new RegistryException(RegistryErrorKind.ProtocolError, $"{request.Authority} sends us from https to {SafeUrl.Print(absolute)}, which is not followed.");
    }

    /// <summary>Adds a parameter and leaves what is there as it is. quirk 4</summary>
    public static Uri WithQuery(Uri location, string name, string value) =>
        Create($"{location.GetLeftPart(UriPartial.Authority)}{location.PathAndQuery}{(location.Query.Length > 0 ? '&' : '?')}{name}={Uri.EscapeDataString(value)}");

    private static Uri Create(string text) => Uri.TryCreate(text, Verbatim, out var uri) && uri.Scheme is ("http" or "https")
        ? uri
        : throw new RegistryException(RegistryErrorKind.ProtocolError, "The registry sent a Location that is no URL.");
}
