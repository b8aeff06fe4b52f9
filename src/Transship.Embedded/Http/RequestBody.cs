using Microsoft.AspNetCore.Http;
using Transship.Embedded.Errors;

namespace Transship.Embedded.Http;

/// <summary>Reads bodies up to a limit.</summary>
internal static class RequestBody
{
    /// <summary>The limit of kube-apiserver, in bytes.</summary>
    public const int MaxBytes = 3 << 20;

    public static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBytes)
        {
            throw ApiErrors.TooLarge(MaxBytes);
        }

        using var body = new MemoryStream();
        var buffer = new byte[16 << 10];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > MaxBytes)
            {
                throw ApiErrors.TooLarge(MaxBytes);
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    public static string MediaType(HttpRequest request)
    {
        var type = request.ContentType ?? "application/json";
        var end = type.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? type : type[..end]).Trim().ToLowerInvariant();
    }
}
