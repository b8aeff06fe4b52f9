using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;

namespace Transship.Embedded.Http;

/// <summary>Writes answers.</summary>
internal static class Answer
{
    public static Task JsonAsync(HttpContext context, JsonNode node, int code = 200) => BytesAsync(context, WireJson.Bytes(node), code);

    public static async Task BytesAsync(HttpContext context, ReadOnlyMemory<byte> json, int code = 200, string mediaType = "application/json")
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = json.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(json, context.RequestAborted);
        }
    }

    public static async Task TextAsync(HttpContext context, string text, int code = 200)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    public static Task ErrorAsync(HttpContext context, ApiException error)
    {
        if (error.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return JsonAsync(context, error.ToStatus(), error.Code);
    }

    /// <summary>Adds warnings, which kubectl shows to its user.</summary>
    public static void Warn(HttpContext context, IEnumerable<string> warnings)
    {
        foreach (var warning in warnings.Distinct(StringComparer.Ordinal))
        {
            var text = warning.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings(" ");
            context.Response.Headers.Append("Warning", $"299 - \"{text}\"");
        }
    }
}
