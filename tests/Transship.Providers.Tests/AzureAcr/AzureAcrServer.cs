using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Transship.Providers.AzureAcr;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Auth;
using Transship.Registry.Endpoints;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.AzureAcr;

/// <summary>Azure Container Registry: tokens at /oauth2/token for a login or a refresh token, /oauth2/exchange for a token of Entra, and /acr/v1 for the same tokens.</summary>
internal sealed class AzureAcrServer(FakeRegistry registry) : ProductServer(registry)
{
    private const string Host = "example.azurecr.io";
    private const string User = "principal";
    private const string Password = "s3cret";
    private const string EntraToken = "entra-token";

    private readonly ConcurrentDictionary<string, bool> _refreshTokens = new(StringComparer.Ordinal);

    public override IRegistryProvider Provider { get; } = new AzureAcrProvider((time, _) => Task.FromResult(
        new IssuedCredentials(new RegistryCredentials("", new Secret(EntraToken)), time.GetUtcNow().AddHours(1))));

    public override RegistryDeclaration Declaration { get; } = new() { Url = new Uri($"https://{Host}"), Credentials = new RegistryCredentials(User, new Secret(Password)) };

    public override RegistryDeclaration WrongCredentials => Declaration with { Credentials = new RegistryCredentials(User, new Secret("wrong")) };

    public static async Task<AzureAcrServer> StartAsync() => new(await FakeRegistry.StartAsync(new FakeRegistryOptions { Bearer = true }));

    public override void Expire()
    {
        _refreshTokens.Clear();
        Registry.RevokeTokens();
    }

    protected override bool IsRead(HttpContext context) => base.IsRead(context) || context.Request.Path == "/oauth2/exchange";

    protected override async Task<bool> AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        return (context.Request.Method, path.Split('/')) switch
        {
            (_, ["", "oauth2", "token"]) => await TokenAsync(context),
            ("POST", ["", "oauth2", "exchange"]) => await ExchangeAsync(context),
            (var method, ["", "acr", "v1", .. var name, "_tags"]) when method == "GET" => await ListAsync(context, string.Join('/', name)),
            (var method, ["", "acr", "v1", .. var name, "_tags", var tag]) when method == "DELETE" => await UntagAsync(context, string.Join('/', name), tag),
            _ => false,
        };
    }

    private async Task<bool> TokenAsync(HttpContext context)
    {
        if (context.Request.Method == "GET")
        {
            return context.Request.Query["service"] == Host && IsBasic(context, User, Password) ? ToTokenServer(context) : await RefuseAsync(context);
        }

        var form = await context.Request.ReadFormAsync();
        if (form["grant_type"] != "refresh_token" || form["service"] != Host || !_refreshTokens.ContainsKey(form["refresh_token"]!))
        {
            return await RefuseAsync(context);
        }

        context.Request.QueryString = QueryString.Create("scope", form["scope"]!);
        return ToTokenServer(context);
    }

    private async Task<bool> ExchangeAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (form["grant_type"] != "access_token" || form["service"] != Host || form["access_token"] != EntraToken)
        {
            return await RefuseAsync(context);
        }

        var token = $"refresh-{Guid.NewGuid():N}";
        _refreshTokens[token] = true;
        return await JsonAsync(context, new { refresh_token = token });
    }

    private async Task<bool> ListAsync(HttpContext context, string repository)
    {
        if (!Registry.Grants(context, $"repository:{repository}:metadata_read"))
        {
            return await ChallengeAsync(context, $"repository:{repository}:metadata_read");
        }

        if (Store.Find(repository) is not { } found)
        {
            return await JsonAsync(context, new { errors = new[] { new { code = "NAME_UNKNOWN", message = "repository name not known to registry" } } }, 404);
        }

        var (last, size) = (context.Request.Query["last"].FirstOrDefault(), Query(context, "n", 100));
        var rest = found.Tags.OrderBy(t => t.Key, StringComparer.Ordinal).Where(t => last is null || string.CompareOrdinal(t.Key, last) > 0).ToList();
        if (rest.Count > size)
        {
            context.Response.Headers.Link = $"<{context.Request.Path}?last={rest[size - 1].Key}&n={size}>; rel=\"next\"";
        }

        return await JsonAsync(context, new
        {
            registry = Host,
            imageName = repository,
            tags = rest.Take(size).Select(t => new { name = t.Key, digest = t.Value.ToString(), createdTime = PushedAt, lastUpdateTime = PushedAt, signed = false }),
        });
    }

    private async Task<bool> UntagAsync(HttpContext context, string repository, string tag) =>
        !Registry.Grants(context, $"repository:{repository}:delete") ? await ChallengeAsync(context, $"repository:{repository}:delete")
        : Store.Find(repository)?.Tags.TryRemove(tag, out _) is true ? Status(context, 202)
        : await JsonAsync(context, new { errors = new[] { new { code = "TAG_UNKNOWN", message = "the specified tag does not exist" } } }, 404);

    private static Task<bool> ChallengeAsync(HttpContext context, string scope)
    {
        context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"https://{Host}/oauth2/token\",service=\"{Host}\",scope=\"{scope}\"";
        return RefuseAsync(context);
    }

    private static Task<bool> RefuseAsync(HttpContext context) =>
        JsonAsync(context, new { errors = new[] { new { code = "UNAUTHORIZED", message = "authentication required" } } }, 401);
}
