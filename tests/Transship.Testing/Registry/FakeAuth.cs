using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Transship.Testing.Registry;

/// <summary>Basic and Bearer authorization of a fake registry.</summary>
internal sealed class FakeAuth(FakeRegistryOptions options)
{
    private readonly ConcurrentDictionary<string, string> _scopesByToken = new(StringComparer.Ordinal);
    private int _issued;

    public bool Needed => options.Username is not null || options.Bearer;

    public void Revoke() => _scopesByToken.Clear();

    public bool Allows(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return !Needed || (options.Bearer
            ? header.StartsWith("Bearer ", StringComparison.Ordinal) && _scopesByToken.TryGetValue(header["Bearer ".Length..], out var scopes) && Covers(scopes, Scope(request))
            : IsUser(header));
    }

    public void Challenge(HttpContext context) => context.Response.Headers.WWWAuthenticate = options.Bearer
        ? $"Bearer realm=\"{options.Realm?.ToString() ?? $"{context.Request.Scheme}://{context.Request.Host}/token"}\",service=\"{options.Service}\",scope=\"{Scope(context.Request)}\""
        : "Basic realm=\"fake\"";

    public async Task IssueAsync(HttpContext context)
    {
        if (options.Username is not null && !IsUser(context.Request.Headers.Authorization.ToString()))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var token = "token-" + Interlocked.Increment(ref _issued).ToString(CultureInfo.InvariantCulture);
        _scopesByToken[token] = string.Join(' ', context.Request.Query["scope"].ToArray());
        await context.Response.WriteAsync($$"""{"token":"{{token}}","expires_in":{{options.TokenSeconds}}}""");
    }

    private bool IsUser(string header) =>
        string.Equals(header, "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{options.Password}")), StringComparison.Ordinal);

    public bool Grants(HttpRequest request, string needed)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.Ordinal) && _scopesByToken.TryGetValue(header["Bearer ".Length..], out var scopes) && Covers(scopes, needed);
    }

    private static bool Covers(string granted, string needed)
    {
        if (needed.Length == 0)
        {
            return true;
        }

        var mark = needed.LastIndexOf(':');
        return granted.Split(' ').Any(g => g.StartsWith(needed[..(mark + 1)], StringComparison.Ordinal)
            && needed[(mark + 1)..].Split(',').All(a => g[(mark + 1)..].Split(',').Contains(a, StringComparer.Ordinal)));
    }

    private static string Scope(HttpRequest request)
    {
        var path = request.Path.Value ?? "";
        if (path == "/v2/_catalog")
        {
            return "registry:catalog:*";
        }

        var route = FakeRoute.Parse(path);
        return route is null ? "" : $"repository:{route.Repository}:{request.Method switch { "GET" or "HEAD" => "pull", "DELETE" when route.Kind == "manifests" => "delete", _ => "pull,push" }}";
    }
}
