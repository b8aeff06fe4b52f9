using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Transship.Providers.JFrogArtifactory;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Endpoints;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.JFrogArtifactory;

/// <summary>
/// Artifactory: the registry below /v2, and the REST API below /artifactory, by Basic. Its repositories are the first part of a name, or where a host stands for
/// one, not in names at all.
/// </summary>
internal sealed partial class JFrogArtifactoryServer : ProductServer
{
    private const string User = "sync";
    private const string Password = "AKCp8token";

    private readonly string? _only;

    private JFrogArtifactoryServer(FakeRegistry registry, string host, string? only)
        : base(registry)
    {
        _only = only;
        Declaration = new RegistryDeclaration { Url = new Uri(host), Credentials = new RegistryCredentials(User, new Secret(Password)) };
        Kinds["docker"] = ("LOCAL", "Docker");
        Kinds["maven"] = ("LOCAL", "Maven");
        Kinds["hub"] = ("REMOTE", "Docker");
    }

    /// <summary>Type and package type of the repositories.</summary>
    public Dictionary<string, (string Type, string PackageType)> Kinds { get; } = new(StringComparer.Ordinal);

    public override IRegistryProvider Provider { get; } = new JFrogArtifactoryProvider();

    public override RegistryDeclaration Declaration { get; }

    public override RegistryDeclaration WrongCredentials => Declaration with { Credentials = new RegistryCredentials(User, new Secret("wrong")) };

    /// <summary>All repositories at one host.</summary>
    public static async Task<JFrogArtifactoryServer> StartAsync() => new(await StartRegistryAsync("null"), "https://artifactory.example.com", null);

    /// <summary>One repository at a host of its own.</summary>
    public static async Task<JFrogArtifactoryServer> StartForOneAsync() => new(await StartRegistryAsync("docker"), "https://example-docker.jfrog.io", "docker");

    public override void Expire() => Registry.RevokeTokens();

    /// <summary>Whether a repository that somebody wants to make has just been made by another.</summary>
    public bool SomebodyIsFaster { get; set; }

    public override string NamespaceOf(string repository) => _only ?? repository.Split('/')[0];

    protected override Task DenyAsync(HttpContext context) => IsApi(context)
        ? JsonAsync(context, new { errors = new[] { new { status = 403, message = "User sync is not permitted to do this." } } }, 403)
        : base.DenyAsync(context);

    protected override bool IsRead(HttpContext context) => base.IsRead(context) || context.Request.Path == "/artifactory/api/search/aql";

    protected override async Task<bool> AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path.EndsWith("/v2/token", StringComparison.Ordinal))
        {
            return ToTokenServer(context);
        }

        if (!IsApi(context))
        {
            return false;
        }

        if (!IsBasic(context, User, Password))
        {
            return await JsonAsync(context, new { errors = new[] { new { status = 401, message = "Bad credentials" } } }, 401);
        }

        return (context.Request.Method, path["/artifactory/".Length..].Split('/')) switch
        {
            ("GET", ["api", "system", "version"]) => await JsonAsync(context, new { version = "7.111.4", revision = "abc" }),
            ("GET", ["api", "repositories"]) => await JsonAsync(context, Kinds.Where(k => k.Key is "maven" or "hub" || Namespaces.ContainsKey(k.Key)).Select(k => new { key = k.Key, type = k.Value.Type, url = "", packageType = k.Value.PackageType })),
            ("PUT", ["api", "repositories", var key]) => await CreateAsync(context, key),
            ("GET", ["api", "docker", var key, "v2", "_catalog"]) => await CatalogAsync(context, key),
            ("POST", ["api", "search", "aql"]) => await SearchAsync(context),
            ("DELETE", [var key, .. var image, var folder]) => Delete(Store.Find(NameOf(key, string.Join('/', image))), folder) ? Status(context, 204) : Status(context, 404),
            _ => Status(context, 404),
        };
    }

    private static Task<FakeRegistry> StartRegistryAsync(string realmKey) => FakeRegistry.StartAsync(new FakeRegistryOptions
    {
        Bearer = true,
        Username = User,
        Password = Password,
        ReferrersApi = false,
        Realm = new Uri($"https://docker.example.com/artifactory/api/docker/{realmKey}/v2/token"),
        Service = "docker.example.com",
    });

    private static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/artifactory", StringComparison.Ordinal);

    private string NameOf(string key, string image) => _only == key ? image : $"{key}/{image}";

    private async Task<bool> CreateAsync(HttpContext context, string key)
    {
        var body = await BodyAsync(context);
        if (body.GetProperty("rclass").GetString() != "local" || !Kinds.TryAdd(key, ("LOCAL", "Docker")) || !Namespaces.TryAdd(key, true) || SomebodyIsFaster)
        {
            return await JsonAsync(context, new { errors = new[] { new { status = 400, message = "Case insensitive repository key already exists" } } }, 400);
        }

        return Status(context, 200);
    }

    private Task<bool> CatalogAsync(HttpContext context, string key)
    {
        var (last, size) = (context.Request.Query["last"].FirstOrDefault(), Query(context, "n", 100));
        var images = _only == key ? Store.Repositories : Store.Repositories.Where(r => r.StartsWith(key + "/", StringComparison.Ordinal)).Select(r => r[(key.Length + 1)..]);
        return JsonAsync(context, new { repositories = images.Where(i => last is null || string.CompareOrdinal(i, last) > 0).Take(size) });
    }

    private async Task<bool> SearchAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var match = Query().Match(await reader.ReadToEndAsync());
        if (!match.Success || context.Request.ContentType != "text/plain")
        {
            return await JsonAsync(context, new { errors = new[] { new { status = 400, message = "Failed to parse query" } } }, 400);
        }

        using var criteria = JsonDocument.Parse(match.Groups["criteria"].Value);
        var (key, path) = (criteria.RootElement.GetProperty("repo").GetString()!, criteria.RootElement.GetProperty("path").GetProperty("$match").GetString()!.TrimEnd('*'));
        var hash = criteria.RootElement.TryGetProperty("sha256", out var wanted) ? wanted.GetString() : null;
        var files = Store.Repositories.Where(name => _only == key || name.StartsWith(key + "/", StringComparison.Ordinal)).SelectMany(name => Files(name, _only == key ? name : name[(key.Length + 1)..]));
        var page = files.Where(f => f.Path.StartsWith(path, StringComparison.Ordinal) && (hash is null || f.Sha256 == hash)).OrderBy(f => f.Path, StringComparer.Ordinal)
            .Skip(Number(match, "offset")).Take(Number(match, "limit"));
        return await JsonAsync(context, new { results = page.Select(f => new { repo = key, path = f.Path, name = "manifest.json", sha256 = f.Sha256, size = 500, modified = PushedAt.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture) }) });
    }

    /// <summary>A manifest is a file in a folder of its tag, and one that only an index names in a folder of its digest.</summary>
    private IEnumerable<(string Path, string Sha256)> Files(string name, string image) => Artifacts(Store[name]).SelectMany(artifact =>
    {
        var hex = artifact.Manifest.Digest.ToString()["sha256:".Length..];
        return (artifact.Tags.Count == 0 ? [$"sha256:{hex}"] : artifact.Tags).Select(folder => ($"{image}/{folder}", hex));
    });

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static bool Delete(FakeRepository? repository, string folder)
    {
        if (repository?.Tags.TryRemove(folder, out var digest) is not true)
        {
            return false;
        }

        if (!repository.Tags.Values.Contains(digest))
        {
            repository.Manifests.TryRemove(digest, out _);
        }

        return true;
    }

    [GeneratedRegex("""^items\.find\((?<criteria>\{.*\})\)\.include\("repo","path","name","sha256","size","modified"\)\.sort\(\{"\$asc":\["path","name"\]\}\)\.offset\((?<offset>\d+)\)\.limit\((?<limit>\d+)\)$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Query();
}
