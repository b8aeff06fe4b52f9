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
                    "GET" => await SpoiledAnswer.SendAsync(registry, context, hasDigest => (hasDigest, fault.Value) switch
                    {
                        (true, < 75) => AnswerFault.Corrupt,
                        (true, >= 95) => AnswerFault.Stalled,
                        (false, < 75) => AnswerFault.Shortened,
                        _ => AnswerFault.Cut,
                    }),
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
