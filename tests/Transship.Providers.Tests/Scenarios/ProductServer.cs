using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.Scenarios;

/// <summary>
/// A registry product over real HTTP on loopback: a fake registry, and before it the product's own API, its credentials and its manners. All hosts of the
/// product lead here.
/// </summary>
public abstract class ProductServer : IAsyncDisposable
{
    private int _throttled;

    protected ProductServer(FakeRegistry registry)
    {
        Registry = registry;
        registry.Intercept = InterceptAsync;
    }

    public FakeRegistry Registry { get; }

    public FakeStore Store => Registry.Store;

    /// <summary>What must exist before a push, and does.</summary>
    public ConcurrentDictionary<string, bool> Namespaces { get; } = new(StringComparer.Ordinal);

    /// <summary>When everything was pushed.</summary>
    public static DateTimeOffset PushedAt { get; } = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public abstract IRegistryProvider Provider { get; }

    /// <summary>An endpoint with credentials that may do everything.</summary>
    public abstract RegistryDeclaration Declaration { get; }

    /// <summary>The same endpoint with credentials of the right form that are not accepted.</summary>
    public abstract RegistryDeclaration WrongCredentials { get; }

    /// <summary>The session token that requests must show with the key; null where it is no temporary one.</summary>
    public string? SessionToken { get; set; }

    /// <summary>Refuses everything that changes something.</summary>
    public bool DeniesChanges { get; set; }

    /// <summary>How many requests more are answered with the product's way of saying "slower".</summary>
    public int ThrottleNext
    {
        get => _throttled;
        set => _throttled = value;
    }

    public RegistryClientOptions Options => new()
    {
        RetryDelay = TimeSpan.FromMilliseconds(1),
        Jitter = () => 0.5,
        WrapHandler = _ => new RoutingHandler(Registry.Url),
    };

    public IRegistry Open() => Provider.Open(Declaration, Options);

    /// <summary>The names of what was made public.</summary>
    public ConcurrentDictionary<string, bool> Public { get; } = new(StringComparer.Ordinal);

    /// <summary>Ends everything that was issued.</summary>
    public abstract void Expire();

    /// <summary>The tags of a repository, and the digests that a listing has of them.</summary>
    public virtual IReadOnlyDictionary<string, Digest> TagsOf(string repository) => Store[repository].Tags;

    /// <summary>What must exist before a push into a repository; null where nothing must.</summary>
    public virtual string? NamespaceOf(string repository) => null;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Registry.DisposeAsync();
    }

    /// <summary>Answers a request of the product's own API, or of its token server. False leaves it to the registry.</summary>
    protected abstract Task<bool> AnswerAsync(HttpContext context);

    protected virtual Task DenyAsync(HttpContext context) => JsonAsync(context, new { errors = new[] { new { code = "DENIED", message = "not allowed" } } }, 403);

    protected virtual Task ThrottleAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "0";
        return JsonAsync(context, new { errors = new[] { new { code = "TOOMANYREQUESTS", message = "slow down" } } }, 429);
    }

    /// <summary>Whether a request that is no GET changes nothing all the same.</summary>
    protected virtual bool IsRead(HttpContext context) => context.Request.Method is "GET" or "HEAD" || IsTokenServer(context);

    /// <summary>Whether a request is for a token, which nobody is told to ask for slower.</summary>
    protected virtual bool IsTokenServer(HttpContext context) => context.Request.Path.Value!.EndsWith("token", StringComparison.Ordinal);

    protected static async Task<bool> JsonAsync(HttpContext context, object body, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (context.Request.Method != "HEAD")
        {
            await context.Response.WriteAsync(JsonSerializer.Serialize(body));
        }

        return true;
    }

    protected static bool Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return true;
    }

    protected static bool IsBasic(HttpContext context, string user, string password) =>
        context.Request.Headers.Authorization == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    protected static string RawPath(HttpContext context) => context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0];

    protected static int Query(HttpContext context, string name, int otherwise) =>
        int.TryParse(context.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    protected static async Task<JsonElement> BodyAsync(HttpContext context)
    {
        using var document = await JsonDocument.ParseAsync(context.Request.Body);
        return document.RootElement.Clone();
    }

    /// <summary>The tags of a repository and what they stand for, by digest.</summary>
    protected IReadOnlyList<(Manifest Manifest, IReadOnlyList<string> Tags)> Artifacts(FakeRepository repository) =>
    [
        .. repository.Manifests.Values.OrderBy(m => m.Digest.ToString(), StringComparer.Ordinal)
            .Select(m => (m, (IReadOnlyList<string>)[.. repository.Tags.Where(t => t.Value == m.Digest).Select(t => t.Key).Order(StringComparer.Ordinal)])),
    ];

    /// <summary>Lets the registry's token server answer, which knows nobody: the caller has checked who asks.</summary>
    protected static bool ToTokenServer(HttpContext context)
    {
        context.Request.Path = "/token";
        return false;
    }

    private async Task<bool> InterceptAsync(HttpContext context)
    {
        context.Request.Scheme = context.Request.Headers["X-Forwarded-Proto"].FirstOrDefault() ?? "http";
        if (context.Request.Headers.ContainsKey("Cookie"))
        {
            return Status(context, 400); // quirk 20
        }

        if (!IsTokenServer(context) && Interlocked.Decrement(ref _throttled) >= 0)
        {
            await ThrottleAsync(context);
            return true;
        }

        if (DeniesChanges && !IsRead(context))
        {
            await DenyAsync(context);
            return true;
        }

        if (await AnswerAsync(context))
        {
            return true;
        }

        var upload = context.Request.Path.Value!.IndexOf("/blobs/uploads/", StringComparison.Ordinal);
        if (context.Request.Method == "POST" && upload > 0 && NamespaceOf(context.Request.Path.Value["/v2/".Length..upload]) is { } needed && !Namespaces.ContainsKey(needed))
        {
            return await JsonAsync(context, new { errors = new[] { new { code = "NAME_UNKNOWN", message = $"{needed} is not there" } } }, 404);
        }

        return false;
    }
}
