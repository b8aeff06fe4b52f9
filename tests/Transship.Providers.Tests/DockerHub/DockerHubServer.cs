using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Transship.Providers.DockerHub;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Endpoints;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.DockerHub;

/// <summary>Docker Hub: hub.docker.com with its access tokens, auth.docker.io, and registry-1.docker.io.</summary>
internal sealed class DockerHubServer(FakeRegistry registry) : ProductServer(registry)
{
    private const string User = "team";
    private const string Password = "dckr_pat_abc";

    private readonly ConcurrentDictionary<string, bool> _tokens = new(StringComparer.Ordinal);

    public override IRegistryProvider Provider { get; } = new DockerHubProvider();

    public override RegistryDeclaration Declaration { get; } = new() { Url = new Uri("https://docker.io"), Credentials = new RegistryCredentials(User, new Secret(Password)) };

    public override RegistryDeclaration WrongCredentials => Declaration with { Credentials = new RegistryCredentials(User, new Secret("wrong")) };

    public static async Task<DockerHubServer> StartAsync() =>
        new(await FakeRegistry.StartAsync(new FakeRegistryOptions { Bearer = true, Username = User, Password = Password, Catalog = false, Deletes = false }));

    public override void Expire()
    {
        _tokens.Clear();
        Registry.RevokeTokens();
    }

    protected override Task DenyAsync(HttpContext context) => context.Request.Host.Host == "hub.docker.com"
        ? JsonAsync(context, new { message = "insufficient permissions", errinfo = new { } }, 403)
        : base.DenyAsync(context);

    protected override async Task<bool> AnswerAsync(HttpContext context)
    {
        if (context.Request.Host.Host != "hub.docker.com")
        {
            // The registry's hosts: what is for one is not for the other.
            return context.Request.Host.Host != (context.Request.Path == "/token" ? "auth.docker.io" : "registry-1.docker.io") && Status(context, 421);
        }

        var path = context.Request.Path.Value!;
        if (path == "/v2/auth/token")
        {
            return await LogInAsync(context);
        }

        if (!_tokens.ContainsKey(context.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal)))
        {
            return await JsonAsync(context, new { message = "unauthorized", errinfo = new { } }, 401);
        }

        return (context.Request.Method, path["/v2/".Length..].Split('/')) switch
        {
            ("GET", ["repositories", "namespaces", ""]) => await JsonAsync(context, new { namespaces = new[] { "team" } }),
            ("GET", ["namespaces", var ns, "repositories"]) => await PageAsync(context, Store.Repositories.Where(r => r.StartsWith(ns + "/", StringComparison.Ordinal)).Select(r => (object)new { name = r[(ns.Length + 1)..], @namespace = ns })),
            ("GET", ["namespaces", var ns, "repositories", var name, "tags"]) => await TagsAsync(context, Store.Find($"{ns}/{name}")),
            ("DELETE", ["repositories", var ns, var name, "tags", var tag, ""]) => Store.Find($"{ns}/{name}")?.Tags.TryRemove(tag, out _) is true
                ? Status(context, 204)
                : await JsonAsync(context, new { message = "object not found" }, 404),
            _ => await JsonAsync(context, new { message = "object not found" }, 404),
        };
    }

    private async Task<bool> LogInAsync(HttpContext context)
    {
        var body = await BodyAsync(context);
        if (body.GetProperty("identifier").GetString() != User || body.GetProperty("secret").GetString() != Password)
        {
            return await JsonAsync(context, new { detail = "Incorrect authentication credentials" }, 401);
        }

        var token = $"jwt-{Guid.NewGuid():N}";
        _tokens[token] = true;
        return await JsonAsync(context, new { access_token = token });
    }

    private async Task<bool> TagsAsync(HttpContext context, FakeRepository? repository) => repository is null
        ? await JsonAsync(context, new { message = "object not found", errinfo = new { } }, 404)
        : await PageAsync(context, repository.Tags.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => (object)new
        {
            name = t.Key,
            digest = t.Value.ToString(),
            full_size = 2000,
            last_updated = PushedAt,
            tag_last_pushed = PushedAt,
            media_type = "application/vnd.oci.image.index.v1+json",
            images = new[] { new { architecture = "amd64", digest = t.Value.ToString() } },
        }));

    private static async Task<bool> PageAsync(HttpContext context, IEnumerable<object> all)
    {
        var (page, size) = (Query(context, "page", 1), Math.Min(100, Query(context, "page_size", 10)));
        var rest = all.Skip((page - 1) * size).ToList();
        return await JsonAsync(context, new
        {
            count = all.Count(),
            next = rest.Count > size ? $"https://hub.docker.com{context.Request.Path}?page={page + 1}&page_size={size}" : null,
            previous = (string?)null,
            results = rest.Take(size),
        });
    }
}
