using Transship.Registry.Errors;

namespace Transship.Registry.Http;

/// <summary>Reads bodies that must fit in memory; what is larger than allowed is an error, whatever Content-Length says.</summary>
internal static class BoundedBody
{
    /// <summary>The most that an error body, a token or a page of a listing may have, in bytes.</summary>
    public const int SmallLimit = 1024 * 1024;

    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, int limit, string what, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > limit)
        {
            throw TooLarge(what, limit);
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[Math.Min(limit + 1, (int)(content.Headers.ContentLength ?? 16 * 1024) + 1)];
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }

            length += read;
            if (length > limit)
            {
                throw TooLarge(what, limit);
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(limit + 1L, buffer.Length * 2L));
            }
        }
    }

    private static RegistryException TooLarge(string what, int limit) =>
        new(RegistryErrorKind.TooLarge, $"{what} is larger than {limit} bytes, which is the most that is accepted.");
}
