using System.Globalization;
using Microsoft.AspNetCore.Http;
using Transship.Providers.Ghcr;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Endpoints;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.Ghcr;

/// <summary>ghcr.io, which deletes nothing and has no catalog, and the API of packages at api.github.com.</summary>
internal sealed class GhcrServer(FakeRegistry registry) : ProductServer(registry)
{
    private const string User = "octocat";
    private const string Token = "ghp_abc";

    public override IRegistryProvider Provider { get; } = new GhcrProvider();

    public override RegistryDeclaration Declaration { get; } = new() { Url = new Uri("https://ghcr.io"), Credentials = new RegistryCredentials(User, new Secret(Token)) };

    public override RegistryDeclaration WrongCredentials => Declaration with { Credentials = new RegistryCredentials(User, new Secret("wrong")) };

    public static async Task<GhcrServer> StartAsync() =>
        new(await FakeRegistry.StartAsync(new FakeRegistryOptions { Bearer = true, Username = User, Password = Token, Catalog = false, Deletes = false, ReferrersApi = false }));

    public override void Expire() => Registry.RevokeTokens();

    protected override async Task<bool> AnswerAsync(HttpContext context)
    {
        if (context.Request.Host.Host != "api.github.com")
        {
            return false;
        }

        if (context.Request.Headers.Authorization != $"Bearer {Token}" || context.Request.Headers["X-GitHub-Api-Version"] != "2022-11-28" || context.Request.Headers.UserAgent.Count == 0)
        {
            return await JsonAsync(context, new { message = "Bad credentials", status = "401" }, 401);
        }

        return (context.Request.Method, RawPath(context).Split('/')) switch
        {
            ("GET", ["", "users", var owner]) => await JsonAsync(context, new { login = owner, type = owner == "team" ? "Organization" : "User" }),
            ("GET", ["", "user", "packages"]) => await PackagesAsync(context, ""),
            ("GET", ["", "orgs", "team", "packages"]) => await PackagesAsync(context, "team/"),
            ("GET", ["", "orgs", "team", "packages", "container", var package, "versions"]) => await VersionsAsync(context, Store.Find("team/" + Uri.UnescapeDataString(package))),
            ("DELETE", ["", "orgs", "team", "packages", "container", var package, "versions", var id]) => await DeleteAsync(context, Store.Find("team/" + Uri.UnescapeDataString(package)), id),
            _ => await JsonAsync(context, new { message = "Not Found", status = "404" }, 404),
        };
    }

    private Task<bool> PackagesAsync(HttpContext context, string prefix) => context.Request.Query["package_type"] != "container"
        ? JsonAsync(context, new { message = "Invalid argument." }, 400)
        : PageAsync(context, Store.Repositories.Where(r => r.StartsWith(prefix, StringComparison.Ordinal)).Select(r => r.Split('/', 2)).Select(r => (object)new { name = r[1], owner = new { login = r[0], type = "Organization" } }));

    private Task<bool> VersionsAsync(HttpContext context, FakeRepository? repository) => repository is null
        ? JsonAsync(context, new { message = "Package not found.", status = "404" }, 404)
        : PageAsync(context, Artifacts(repository).Select(a => (object)new { id = Id(a.Manifest.Digest), name = a.Manifest.Digest.ToString(), updated_at = PushedAt, metadata = new { package_type = "container", container = new { tags = a.Tags } } }));

    private static long Id(Transship.Registry.Content.Digest digest) => long.Parse(digest.ToString()[7..20], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static async Task<bool> DeleteAsync(HttpContext context, FakeRepository? repository, string id)
    {
        var digest = repository!.Manifests.Keys.FirstOrDefault(d => Id(d).ToString(CultureInfo.InvariantCulture) == id);
        if (!repository.Manifests.TryRemove(digest, out _))
        {
            return await JsonAsync(context, new { message = "Not Found", status = "404" }, 404);
        }

        foreach (var tag in repository.Tags.Where(t => t.Value == digest).Select(t => t.Key).ToList())
        {
            repository.Tags.TryRemove(tag, out _);
        }

        return Status(context, 204);
    }

    private static Task<bool> PageAsync(HttpContext context, IEnumerable<object> all)
    {
        var (page, size) = (Query(context, "page", 1), Math.Min(100, Query(context, "per_page", 30)));
        var rest = all.Skip((page - 1) * size).ToList();
        if (rest.Count > size)
        {
            context.Response.Headers.Link = $"<https://api.github.com{RawPath(context)}?package_type=container&page={page + 1}&per_page={size}>; rel=\"next\"";
        }

        return JsonAsync(context, rest.Take(size));
    }
}
