using Microsoft.AspNetCore.Http;
using Transship.Providers.HelmHub;
using Transship.Providers.Tests.HelmCharts;
using Transship.Registry.Endpoints;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.HelmHub;

/// <summary>Artifact Hub's API v1 as its openapi.yaml describes it, and the chart repositories that it names. Those must not see its keys.</summary>
internal sealed class HelmHubServer(FakeRegistry registry) : ChartsServer(registry)
{
    private const string KeyId = "11111111-2222-3333-4444-555555555555";
    private const int MostItems = 60;

    public override IRegistryProvider Provider { get; } = new HelmHubProvider();

    public override RegistryDeclaration Declaration { get; } = new()
    {
        Url = new Uri("https://artifacthub.io"),
        Credentials = new RegistryCredentials(KeyId, new Secret("key-secret")),
        Limits = new EndpointLimits { RequestsPerSecond = 10_000 },
    };

    public override RegistryDeclaration WrongCredentials => Declaration with { Credentials = new RegistryCredentials(KeyId, new Secret("wrong")) };

    public static async Task<HelmHubServer> StartAsync() => new(await FakeRegistry.StartAsync());

    protected override async Task<bool> AnswerAsync(HttpContext context)
    {
        var hasKey = context.Request.Headers.ContainsKey("X-API-KEY-ID");
        if (context.Request.Host.Host != "artifacthub.io")
        {
            return hasKey || context.Request.Headers.Authorization.Count > 0 ? Status(context, 400) : await base.AnswerAsync(context);
        }

        if (hasKey && (context.Request.Headers["X-API-KEY-ID"] != KeyId || context.Request.Headers["X-API-KEY-SECRET"] != "key-secret"))
        {
            return await JsonAsync(context, new { message = "unauthorized" }, 401);
        }

        var query = context.Request.Query;
        var (limit, offset) = (Query(context, "limit", 20), Query(context, "offset", 0));
        return (context.Request.Path.Value, query["kind"].ToString()) switch
        {
            (_, _) when limit > MostItems => await JsonAsync(context, new { message = "invalid limit" }, 400),
            ("/api/v1/users/profile", _) when hasKey => await JsonAsync(context, new { alias = "me" }),
            ("/api/v1/packages/search", "0") => await JsonAsync(context, new { packages = Packages(query["repo"]).Skip(offset).Take(limit) }),
            ("/api/v1/repositories/search", "0") => await JsonAsync(context, Repositories(query["name"]).Skip(offset).Take(limit)),
            _ => await JsonAsync(context, new { message = "not found" }, 404),
        };
    }

    private IEnumerable<object> Packages(string? repository) => Charts.Select(chart => chart.Split('/'))
        .Where(parts => string.IsNullOrEmpty(repository) || parts[0] == repository)
        .Select(parts => (object)new { name = parts[1], version = "1.0.0", repository = new { name = parts[0], kind = 0 } });

    /// <summary>The repositories whose names contain a text.</summary>
    private IEnumerable<object> Repositories(string? name) => Charts.Select(chart => chart.Split('/')[0]).Distinct(StringComparer.Ordinal)
        .Select(repository => (Name: repository, Url: $"https://{ChartsHost}/{repository}"))
        .Prepend(("goods-in-a-registry", "oci://registry.example.com/charts"))
        .Where(repository => repository.Item1.Contains(name ?? "", StringComparison.Ordinal))
        .Select(repository => (object)new { name = repository.Item1, url = repository.Item2 });
}
