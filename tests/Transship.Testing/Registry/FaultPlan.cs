using Microsoft.AspNetCore.Http;

namespace Transship.Testing.Registry;

/// <summary>What goes wrong, decided by a seed alone as far as the order of requests allows: the next requests of a fake registry fail in all the ways that a network knows.</summary>
public sealed class FaultPlan(int seed, FakeRegistry registry)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private int _revoked;
    private int _left = 2 + (seed % 9);

    /// <summary>How many requests were made to fail.</summary>
    public int Injected { get; private set; }

    public async Task<bool> InterceptAsync(HttpContext context)
    {
        var isToken = context.Request.Path == "/token";
        switch (Next())
        {
            case null:
                return false;
            case < 15:
                context.Abort();
                return true;
            case < 30:
                context.Response.StatusCode = 500;
                return true;
            case < 40:
                context.Response.StatusCode = 503;
                return true;
            case < 50:
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = "0";
                return true;
            case < 60 when Interlocked.Exchange(ref _revoked, 1) == 0: // nobody loses two tokens in a row
                if (isToken)
                {
                    await registry.AnswerAsync(context); // the token is spent before it is used
                }

                registry.RevokeTokens();
                return isToken;
            case < 60:
                return false;
            case var fault:
                return context.Request.Method switch
                {
                    "GET" => await SpoilAnswerAsync(context, fault.Value),
                    "PUT" or "PATCH" when context.Request.Path.Value!.Contains("/uploads/", StringComparison.Ordinal) => await CutBodyAsync(context, fault.Value),
                    _ => false,
                };
        }
    }

    private int? Next()
    {
        lock (_lock)
        {
            if (_left == 0 || _random.Next(4) != 0)
            {
                return null;
            }

            _left--;
            Injected++;
            return _random.Next(100);
        }
    }

    /// <summary>Answers with the right header and then other bytes, too few, or none until the client goes away.</summary>
    private async Task<bool> SpoilAnswerAsync(HttpContext context, int fault)
    {
        var wire = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        await registry.AnswerAsync(context);
        context.Response.Body = wire;
        var bytes = kept.ToArray();
        if (bytes.Length < 2 || context.Response.StatusCode != 200 || context.Request.Headers.Range.Count > 0)
        {
            await wire.WriteAsync(bytes, context.RequestAborted);
            return true;
        }

        // What has a digest may be corrupt; the rest is cut off, by the connection or by somebody in between who corrects the length.
        var hasDigest = context.Response.Headers.ContainsKey("Docker-Content-Digest");
        if (hasDigest && fault < 75)
        {
            bytes[bytes.Length / 2] ^= 1;
            await wire.WriteAsync(bytes, context.RequestAborted);
            return true;
        }

        var isShort = !hasDigest && fault < 75;
        context.Response.ContentLength = isShort ? bytes.Length / 2 : bytes.Length;
        await wire.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), context.RequestAborted);
        if (isShort)
        {
            return true;
        }

        await wire.FlushAsync(context.RequestAborted);
        if (hasDigest && fault >= 95)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }

        context.Abort();
        return true;
    }

    /// <summary>Takes half of a body, keeps it or not, and breaks the connection.</summary>
    private async Task<bool> CutBodyAsync(HttpContext context, int fault)
    {
        var route = FakeRoute.Parse(context.Request.Path.Value!)!;
        if (context.Request.ContentLength is not > 1 || !registry.Store.Uploads.TryGetValue(route.Name, out var upload))
        {
            return false;
        }

        var half = new byte[context.Request.ContentLength.Value / 2];
        await context.Request.Body.ReadExactlyAsync(half, context.RequestAborted);
        if (fault % 2 == 0)
        {
            upload.Received.Write(half);
        }

        context.Abort();
        return true;
    }
}
