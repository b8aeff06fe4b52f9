using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Transship.Providers.Quay;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Content;
using Transship.Registry.Endpoints;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.Quay;

/// <summary>quay.io: the registry by tokens that know pull and push, from /v2/auth, and the API v1 for tokens of OAuth applications only.</summary>
internal sealed partial class QuayServer(FakeRegistry registry, string user, string password) : ProductServer(registry)
{
    public const string TokenUser = "$oauthtoken";
    private const string Token = "oauth-abc";

    public override IRegistryProvider Provider { get; } = new QuayProvider();

    public override RegistryDeclaration Declaration { get; } = new()
    {
        Url = new Uri("https://quay.io"),
        Credentials = new RegistryCredentials(user, new Secret(password)),
        Limits = new EndpointLimits { RequestsPerSecond = 100_000 },
    };

    public override RegistryDeclaration WrongCredentials => Declaration with { Credentials = new RegistryCredentials(user, new Secret("wrong")) };

    /// <summary>Refuses to make organizations, as quay.io does to whom is no human.</summary>
    public bool RefusesOrganizations { get; set; }

    public static Task<QuayServer> StartAsync() => StartAsync(TokenUser, Token);

    public static Task<QuayServer> StartForRobotAsync() => StartAsync("team+sync", "robot-secret");

    public override void Expire() => Registry.RevokeTokens();

    public override string? NamespaceOf(string repository) => user == TokenUser ? repository.Split('/')[0] : null;

    protected override bool IsTokenServer(HttpContext context) => context.Request.Path == "/v2/auth";

    protected override Task DenyAsync(HttpContext context) => IsApi(context) ? ErrorAsync(context, 403, "insufficient_scope", "Unauthorized") : base.DenyAsync(context);

    protected override Task ThrottleAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "0";
        context.Response.StatusCode = 429;
        return context.Response.WriteAsync("<html><body>Too many requests</body></html>"); // of the balancer before it
    }

    protected override async Task<bool> AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (IsTokenServer(context))
        {
            return context.Request.Query["scope"].All(scope => Scope().IsMatch(scope!))
                ? ToTokenServer(context)
                : await JsonAsync(context, new { errors = new[] { new { code = "INVALID_REQUEST", message = "Unable to decode repository and actions" } } }, 400);
        }

        if (IsApi(context))
        {
            return await ApiAsync(context, path["/api/v1/".Length..]);
        }

        if (path == "/v2/_catalog" && Registry.Grants(context, ""))
        {
            return await CatalogAsync(context);
        }

        return context.Request.Method == "DELETE" && await DeleteAsync(context, path["/v2/".Length..].Split("/manifests/"));
    }

    private static async Task<QuayServer> StartAsync(string user, string password) =>
        new(await FakeRegistry.StartAsync(new FakeRegistryOptions { Bearer = true, Username = user, Password = password, Deletes = false, Realm = new Uri("https://quay.io/v2/auth"), Service = "quay.io" }), user, password);

    private static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api/v1", StringComparison.Ordinal);

    private static Task<bool> ErrorAsync(HttpContext context, int status, string type, string detail) =>
        JsonAsync(context, new { detail, error_message = detail, error_type = type, title = type, status }, status);

    private async Task<bool> ApiAsync(HttpContext context, string path)
    {
        if (context.Request.Headers.Authorization != $"Bearer {Token}")
        {
            return await ErrorAsync(context, 401, "invalid_token", "Requires authentication");
        }

        return (context.Request.Method, path.Split('/')) switch
        {
            ("GET", ["user", ""]) => await JsonAsync(context, new { anonymous = false, username = "someone", organizations = new[] { new { name = "team" } } }),
            ("GET", ["repository"]) => await RepositoriesAsync(context),
            ("GET", ["repository", .. var name, "tag", ""]) => await TagsAsync(context, Store.Find(string.Join('/', name))),
            ("DELETE", ["repository", .. var name, "tag", var tag]) => Store.Find(string.Join('/', name))?.Tags.TryRemove(tag, out _) is true ? Status(context, 204) : await MissingAsync(context),
            ("GET", ["organization", var name]) => name != "someone" && Namespaces.ContainsKey(name) ? await JsonAsync(context, new { name }) : await MissingAsync(context),
            ("GET", ["users", var name]) => name == "someone" ? await JsonAsync(context, new { username = name }) : await MissingAsync(context),
            ("POST", ["organization", ""]) => await CreateAsync(context),
            ("POST", ["repository"]) => await CreateRepositoryAsync(context),
            _ => await MissingAsync(context),
        };
    }

    private static Task<bool> MissingAsync(HttpContext context) => ErrorAsync(context, 404, "not_found", "Not Found");

    private async Task<bool> CreateAsync(HttpContext context)
    {
        var body = await BodyAsync(context);
        if (RefusesOrganizations)
        {
            return await JsonAsync(context, new { message = "Are you a bot? If not, please revalidate the captcha." }, 400);
        }

        return body.GetProperty("email").GetString()!.Contains('@', StringComparison.Ordinal) && Namespaces.TryAdd(body.GetProperty("name").GetString()!, true)
            ? Status(context, 201)
            : await ErrorAsync(context, 400, "invalid_request", "A user or organization with this name already exists");
    }

    private async Task<bool> CreateRepositoryAsync(HttpContext context)
    {
        var body = await BodyAsync(context);
        return body.GetProperty("visibility").GetString() == "public" && Public.TryAdd($"{body.GetProperty("namespace").GetString()}/{body.GetProperty("repository").GetString()}", true)
            ? await JsonAsync(context, new { kind = "image" }, 201)
            : await JsonAsync(context, new { message = "Repository already exists" }, 400);
    }

    private Task<bool> RepositoriesAsync(HttpContext context)
    {
        if (context.Request.Query["namespace"].ToString() is not { Length: > 0 } ns)
        {
            return ErrorAsync(context, 400, "invalid_request", "namespace, starred or public are required for this API call");
        }

        var from = Query(context, "next_page", 0);
        var rest = Store.Repositories.Where(r => r.StartsWith(ns + "/", StringComparison.Ordinal)).Skip(from).ToList();
        var page = rest.Take(100).Select(r => new { @namespace = ns, name = r[(ns.Length + 1)..], is_public = false, kind = "image", state = "NORMAL" });
        return rest.Count > 100 ? JsonAsync(context, new { repositories = page, next_page = $"{from + 100}" }) : JsonAsync(context, new { repositories = page });
    }

    private Task<bool> TagsAsync(HttpContext context, FakeRepository? repository)
    {
        if (repository is null)
        {
            return MissingAsync(context);
        }

        var (page, size) = (Query(context, "page", 1), Math.Min(100, Query(context, "limit", 50)));
        var dead = context.Request.Query["onlyActiveTags"] == "true" ? [] : new[] { KeyValuePair.Create("deleted", Digest.Sha256([])) };
        var rest = dead.Concat(repository.Tags.OrderBy(t => t.Key, StringComparer.Ordinal)).Skip((page - 1) * size).ToList();
        var tags = rest.Take(size).Select(t => new
        {
            name = t.Key,
            reversion = false,
            start_ts = PushedAt.ToUnixTimeSeconds(),
            manifest_digest = t.Value.ToString(),
            is_manifest_list = false,
            size = 2000,
            last_modified = PushedAt.ToString("r"),
        });
        return JsonAsync(context, new { tags, page, has_additional = rest.Count > size });
    }

    private async Task<bool> CatalogAsync(HttpContext context)
    {
        var (from, size) = (Query(context, "next_page", 0), Math.Min(100, Query(context, "n", 100)));
        var rest = Store.Repositories.Skip(from).ToList();
        if (rest.Count > size)
        {
            context.Response.Headers.Link = $"<https://quay.io/v2/_catalog?n={size}&next_page={from + size}>; rel=\"next\"";
        }

        return await JsonAsync(context, new { repositories = rest.Take(size) });
    }

    private async Task<bool> DeleteAsync(HttpContext context, string[] parts)
    {
        if (!Registry.Grants(context, $"repository:{parts[0]}:pull,push"))
        {
            context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"https://quay.io/v2/auth\",service=\"quay.io\",scope=\"repository:{parts[0]}:pull,push\"";
            return await JsonAsync(context, new { errors = new[] { new { code = "UNAUTHORIZED", message = "access to the requested resource is not authorized" } } }, 401);
        }

        var repository = Store.Find(parts[0]);
        var doomed = repository?.Tags.Where(t => t.Key == parts[1] || t.Value.ToString() == parts[1]).Select(t => t.Key).ToList() ?? [];
        doomed.ForEach(tag => repository!.Tags.TryRemove(tag, out _));
        return doomed.Count > 0
            ? Status(context, 202)
            : await JsonAsync(context, new { errors = new[] { new { code = "MANIFEST_UNKNOWN", message = "manifest unknown" } } }, 404);
    }

    // What Quay can read: anything else, such as delete or a catalog, is refused with 400.
    [GeneratedRegex(@"^repository:[\w./-]+:(push|pull|\*)(,(push|pull|\*))*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Scope();
}
