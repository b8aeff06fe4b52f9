using Microsoft.AspNetCore.Http;
using Transship.Providers.GoogleGcr;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Auth;
using Transship.Registry.Endpoints;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.GoogleGcr;

/// <summary>Google's registries: tokens at /v2/token for keys and access tokens, manifests and folders in the listing of tags, manifests with tags that cannot be deleted.</summary>
internal sealed class GoogleGcrServer(FakeRegistry registry) : ProductServer(registry)
{
    private const string Host = "europe-west1-docker.pkg.dev";
    private const string KeyFile = """{"type":"service_account","client_email":"sync@team.iam.gserviceaccount.com","private_key":"-----BEGIN PRIVATE KEY-----"}""";

    private int _generation;

    public override IRegistryProvider Provider => new GoogleGcrProvider((time, _) => Task.FromResult(
        new IssuedCredentials(new RegistryCredentials("oauth2accesstoken", new Secret($"ya29.{_generation}")), time.GetUtcNow().AddMinutes(30))));

    public override RegistryDeclaration Declaration { get; } = new() { Url = new Uri($"https://{Host}"), Credentials = new RegistryCredentials("_json_key", new Secret(KeyFile)) };

    public override RegistryDeclaration WrongCredentials => Declaration with { Credentials = new RegistryCredentials("oauth2accesstoken", new Secret("ya29.other")) };

    public static async Task<GoogleGcrServer> StartAsync() => new(await FakeRegistry.StartAsync(new FakeRegistryOptions { Bearer = true }));

    public override void Expire()
    {
        _generation++;
        Registry.RevokeTokens();
    }

    protected override async Task<bool> AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path == "/v2/token")
        {
            return context.Request.Query["service"] == Host && (IsBasic(context, "_json_key", KeyFile) || IsBasic(context, "oauth2accesstoken", $"ya29.{_generation}"))
                ? ToTokenServer(context)
                : await JsonAsync(context, new { errors = new[] { new { code = "UNAUTHORIZED", message = "Invalid token" } } }, 401);
        }

        return path.Split('/') switch
        {
            ["", "v2", .. var name, "tags", "list"] => await ListAsync(context, string.Join('/', name)),
            ["", "v2", .. var name, "manifests", var reference] when context.Request.Method == "DELETE" && Store.Find(string.Join('/', name))?.Tags.Any(t => t.Value.ToString() == reference) is true
                => await JsonAsync(context, new { errors = new[] { new { code = "GOOGLE_MANIFEST_DANGLING_TAG", message = "Manifest is still referenced by tag" } } }, 400),
            _ => false,
        };
    }

    private async Task<bool> ListAsync(HttpContext context, string folder)
    {
        if (!Registry.Grants(context, $"repository:{folder}:pull"))
        {
            context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"https://{Host}/v2/token\",service=\"{Host}\",scope=\"repository:{folder}:pull\"";
            return Status(context, 401);
        }

        var children = Store.Repositories.Where(r => r.StartsWith(folder + "/", StringComparison.Ordinal)).Select(r => r[(folder.Length + 1)..].Split('/')[0]).Distinct();
        var repository = Store.Find(folder);
        if (repository is null && !children.Any())
        {
            return await JsonAsync(context, new { errors = new[] { new { code = "NAME_UNKNOWN", message = "Repository not found" } } }, 404);
        }

        return await JsonAsync(context, new
        {
            child = children,
            manifest = repository is null ? [] : Artifacts(repository).ToDictionary(a => a.Manifest.Digest.ToString(), a => (object)new
            {
                imageSizeBytes = "2000",
                layerId = "",
                mediaType = a.Manifest.MediaType,
                tag = a.Tags,
                timeCreatedMs = "0",
                timeUploadedMs = PushedAt.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
            }),
            name = folder,
            tags = repository?.Tags.Keys ?? [],
        });
    }
}
