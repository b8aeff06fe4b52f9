using Microsoft.AspNetCore.Http;
using Transship.Registry.Content;

namespace Transship.Testing.Registry;

/// <summary>The right answer of a fake registry, spoiled on its way.</summary>
public static class SpoiledAnswer
{
    private const string DigestHeader = "Docker-Content-Digest";

    /// <summary>Answers. Where there is nothing to spoil, as the registry does.</summary>
    /// <param name="registry">Whose answer it is.</param>
    /// <param name="context">The request.</param>
    /// <param name="choose">What is wrong, told whether the answer names a digest: only then can anybody find it to be corrupt.</param>
    public static async Task<bool> SendAsync(FakeRegistry registry, HttpContext context, Func<bool, AnswerFault> choose)
    {
        var wire = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        await registry.AnswerAsync(context);
        context.Response.Body = wire;
        var bytes = kept.ToArray();
        var hasDigest = context.Response.Headers.ContainsKey(DigestHeader);
        var fault = choose(hasDigest);
        if (fault == AnswerFault.OtherDigest)
        {
            if (hasDigest)
            {
                context.Response.Headers[DigestHeader] = Digest.Sha256([.. bytes, 1]).ToString();
            }

            await wire.WriteAsync(bytes, context.RequestAborted);
            return true;
        }

        if (bytes.Length < 2 || context.Response.StatusCode != 200 || context.Request.Headers.Range.Count > 0 || (fault == AnswerFault.Corrupt && !hasDigest))
        {
            await wire.WriteAsync(bytes, context.RequestAborted);
            return true;
        }

        if (fault == AnswerFault.Corrupt)
        {
            bytes[bytes.Length / 2] ^= 1;
            await wire.WriteAsync(bytes, context.RequestAborted);
            return true;
        }

        context.Response.ContentLength = fault == AnswerFault.Shortened ? bytes.Length / 2 : bytes.Length;
        await wire.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), context.RequestAborted);
        if (fault == AnswerFault.Shortened)
        {
            return true;
        }

        await wire.FlushAsync(context.RequestAborted);
        if (fault == AnswerFault.Stalled)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }

        context.Abort();
        return true;
    }
}
