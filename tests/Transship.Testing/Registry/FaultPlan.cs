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
        if (context.Request.Path == "/token" || Next() is not { } fault)
        {
            return false;
        }

        switch (fault)
        {
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
                registry.RevokeTokens();
                return false;
            case < 60:
                return false;
            default:
                return context.Request.Method switch
                {
                    "GET" => await SpoilAnswerAsync(context, corrupt: fault < 75, stall: fault >= 95),
                    "PUT" or "PATCH" when context.Request.Path.Value!.Contains("/uploads/", StringComparison.Ordinal) => await CutBodyAsync(context, fault),
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

    /// <summary>Sends the right header and then other bytes, too few, or none until the client goes away.</summary>
    private async Task<bool> SpoilAnswerAsync(HttpContext context, bool corrupt, bool stall)
    {
        var route = FakeRoute.Parse(context.Request.Path.Value!);
        var bytes = route is null ? null
            : route.Kind == "blobs" && Transship.Registry.Content.Digest.TryParse(route.Name, out var digest) ? registry.Store[route.Repository].Blobs.GetValueOrDefault(digest)
            : registry.Store[route.Repository].Manifest(route.Name)?.Content.ToArray();
        if (bytes is not { Length: > 1 } || context.Request.Headers.Range.Count > 0)
        {
            return false;
        }

        context.Response.ContentLength = bytes.Length;
        if (corrupt)
        {
            bytes = [.. bytes];
            bytes[bytes.Length / 2] ^= 1;
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
            return true;
        }

        await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (stall)
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
