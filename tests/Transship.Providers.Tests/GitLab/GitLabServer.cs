using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Transship.Providers.GitLab;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Endpoints;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.GitLab;

/// <summary>A GitLab of one's own: the registry at one host, tokens and API v4 at another. Projects are the first two parts of a name, groups and users are known.</summary>
internal sealed partial class GitLabServer(FakeRegistry registry, string user, string token) : ProductServer(registry)
{
    private const string Host = "gitlab.example.com";

    private static readonly string[] Groups = ["team", "fresh", "deep", "deep/er"];

    public override IRegistryProvider Provider { get; } = new GitLabProvider();

    public override RegistryDeclaration Declaration { get; } = new() { Url = new Uri("https://registry.example.com"), Credentials = new RegistryCredentials(user, new Secret(token)) };

    public override RegistryDeclaration WrongCredentials => Declaration with { Credentials = new RegistryCredentials(user, new Secret("glpat-wrong")) };

    /// <summary>Whether the registry has its metadata in a database, and so a listing of its own.</summary>
    public bool HasDatabase { get; set; } = true;

    /// <summary>Whether the API takes the token.</summary>
    public bool TokenIsForTheApi { get; set; } = true;

    /// <summary>The visibility of the projects that were made.</summary>
    public ConcurrentDictionary<string, string> Made { get; } = new(StringComparer.Ordinal);

    public static Task<GitLabServer> StartAsync() => StartAsync("someone", "glpat-abc");

    public static Task<GitLabServer> StartForDeployTokenAsync() => StartAsync("gitlab+deploy-token-42", "gldt-abc");

    public override void Expire() => Registry.RevokeTokens();

    public override string? NamespaceOf(string repository) => user == "someone" ? string.Join('/', repository.Split('/')[..2]) : null;

    protected override bool IsTokenServer(HttpContext context) => context.Request.Path == "/jwt/auth";

    protected override Task DenyAsync(HttpContext context) => IsApi(context) ? JsonAsync(context, new { message = "403 Forbidden" }, 403) : base.DenyAsync(context);

    protected override async Task<bool> AnswerAsync(HttpContext context)
    {
        if (context.Request.Host.Host != Host)
        {
            return context.Request.Path.StartsWithSegments("/gitlab/v1", StringComparison.Ordinal, out var rest) && await RegistryApiAsync(context, rest.Value!);
        }

        if (IsTokenServer(context))
        {
            var query = context.Request.Query;
            return query["service"] == "container_registry" && query["scope"].All(scope => Scope().IsMatch(scope!))
                ? ToTokenServer(context)
                : await JsonAsync(context, new { errors = new[] { new { code = "DENIED", message = "access forbidden" } } }, 403);
        }

        return IsApi(context) ? await ApiAsync(context) : Status(context, 404);
    }

    private static async Task<GitLabServer> StartAsync(string user, string token)
    {
        var options = new FakeRegistryOptions
        {
            Bearer = true,
            Username = user,
            Password = token,
            Catalog = false,
            ReferrersApi = false,
            Realm = new Uri($"https://{Host}/jwt/auth"),
            Service = "container_registry",
        };
        return new GitLabServer(await FakeRegistry.StartAsync(options), user, token);
    }

    private static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api/v4", StringComparison.Ordinal);

    private static Task<bool> MissingAsync(HttpContext context, string what) => JsonAsync(context, new { message = $"404 {what} Not Found" }, 404);

    private async Task<bool> RegistryApiAsync(HttpContext context, string path)
    {
        if (!HasDatabase)
        {
            return Status(context, 404);
        }

        if (path == "/")
        {
            return Registry.Grants(context, "") && Status(context, 200);
        }

        var repository = path["/repositories/".Length..^"/tags/list/".Length];
        if (!Registry.Grants(context, $"repository:{repository}:pull"))
        {
            context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"https://{Host}/jwt/auth\",service=\"container_registry\",scope=\"repository:{repository}:pull\"";
            return await JsonAsync(context, new { errors = new[] { new { code = "UNAUTHORIZED", message = "authentication required" } } }, 401);
        }

        if (Store.Find(repository) is not { } found)
        {
            return await JsonAsync(context, new { errors = new[] { new { code = "NAME_UNKNOWN", message = "repository name not known to registry" } } }, 404);
        }

        var (last, size) = (context.Request.Query["last"].FirstOrDefault(), Math.Min(1000, Query(context, "n", 100)));
        var rest = found.Tags.OrderBy(t => t.Key, StringComparer.Ordinal).Where(t => last is null || string.CompareOrdinal(t.Key, last) > 0).ToList();
        if (rest.Count > size)
        {
            context.Response.Headers.Link = $"<https://registry.example.com{context.Request.Path}?last={rest[size - 1].Key}&n={size}>; rel=\"next\"";
        }

        return await JsonAsync(context, rest.Take(size).Select(t => new
        {
            name = t.Key,
            digest = t.Value.ToString(),
            media_type = "application/vnd.oci.image.manifest.v1+json",
            size_bytes = 2000,
            created_at = PushedAt.AddDays(-1),
            published_at = PushedAt,
        }));
    }

    private async Task<bool> ApiAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization != $"Bearer {token}")
        {
            return await JsonAsync(context, new { message = "401 Unauthorized" }, 401);
        }

        if (!TokenIsForTheApi)
        {
            return await JsonAsync(context, new { error = "insufficient_scope", error_description = "The request requires higher privileges than provided by the access token.", scope = "api read_api" }, 403);
        }

        return (context.Request.Method, RawPath(context)["/api/v4/".Length..].Split('/').Select(Uri.UnescapeDataString).ToArray()) switch
        {
            ("GET", ["version"]) => await JsonAsync(context, new { version = "18.5.1-ee", revision = "abc" }),
            ("GET", ["groups", var group, "registry", "repositories"]) => Groups.Contains(group) ? await RepositoriesAsync(context, group) : await MissingAsync(context, "Group"),
            ("GET", ["projects", var project, "registry", "repositories"]) => Find(project) is { } found ? await RepositoriesAsync(context, found) : await MissingAsync(context, "Project"),
            ("GET", ["projects", var project]) => Find(project) is { } found ? await JsonAsync(context, Project(found)) : await MissingAsync(context, "Project"),
            ("GET", ["projects"]) when context.Request.Query["membership"] == "true" => await PageAsync(context, Namespaces.Keys.Order(StringComparer.Ordinal).Select(Project)),
            ("GET", ["users", "someone", "projects"]) => await PageAsync(context, Namespaces.Keys.Where(p => p.StartsWith("someone/", StringComparison.Ordinal)).Select(Project)),
            ("GET", ["namespaces", var path]) => Groups.Contains(path) || path == "someone"
                ? await JsonAsync(context, new { id = 7 + Array.IndexOf(Groups, path), full_path = path, kind = path == "someone" ? "user" : "group" })
                : await MissingAsync(context, "Namespace"),
            ("POST", ["projects"]) => await CreateAsync(context),
            _ => await MissingAsync(context, "Route"),
        };
    }

    private string? Find(string project) => Namespaces.Keys.FirstOrDefault(known => known == project || Id(known).ToString(CultureInfo.InvariantCulture) == project);

    private static int Id(string project) => project.Sum(c => c) + 1000;

    private static object Project(string path) => new { id = Id(path), path_with_namespace = path, container_registry_access_level = "enabled" };

    private Task<bool> RepositoriesAsync(HttpContext context, string parent) => PageAsync(
        context,
        Store.Repositories.Where(r => r == parent || r.StartsWith(parent + "/", StringComparison.Ordinal)).Select(r => (object)new { id = 1, name = "", path = r, location = $"registry.example.com/{r}" }));

    private async Task<bool> CreateAsync(HttpContext context)
    {
        var body = await BodyAsync(context);
        var parent = Groups.ElementAtOrDefault(body.GetProperty("namespace_id").GetInt32() - 7);
        var path = $"{parent}/{body.GetProperty("path").GetString()}";
        if (parent is null || !Namespaces.TryAdd(path, true))
        {
            return await JsonAsync(context, new { message = new { path = new[] { "has already been taken" } } }, 400);
        }

        Made[path] = body.GetProperty("visibility").GetString()!;
        if (Made[path] == "public")
        {
            Public[path] = true;
        }

        return await JsonAsync(context, Project(path), 201);
    }

    private static Task<bool> PageAsync(HttpContext context, IEnumerable<object> all)
    {
        var (page, size) = (Query(context, "page", 1), Math.Min(100, Query(context, "per_page", 20)));
        var rest = all.Skip((page - 1) * size).ToList();
        if (rest.Count > size)
        {
            // Such a server may know itself by another name.
            context.Response.Headers.Link =
                $"<http://gitlab.internal:8080{RawPath(context)}?membership=true&page={page + 1}&per_page={size}>; rel=\"next\", <http://gitlab.internal:8080{RawPath(context)}?page=1>; rel=\"first\"";
        }

        return JsonAsync(context, rest.Take(size));
    }

    [GeneratedRegex(@"^repository:[\w./-]+:(push|pull|delete|\*)(,(push|pull|delete|\*))*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Scope();
}
