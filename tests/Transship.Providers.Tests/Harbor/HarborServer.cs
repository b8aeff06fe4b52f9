using Microsoft.AspNetCore.Http;
using Transship.Providers.Harbor;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Content;
using Transship.Registry.Endpoints;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.Harbor;

/// <summary>Harbor 2.12: API v2.0 by Basic, the registry by tokens.</summary>
internal sealed class HarborServer(FakeRegistry registry) : ProductServer(registry)
{
    private const string User = "robot$team+sync";
    private const string Password = "s3cret";

    /// <summary>The tags that a policy protects.</summary>
    public HashSet<string> Immutable { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether pulls are refused, as where a project prevents images with vulnerabilities from running.</summary>
    public bool HasVulnerabilities { get; set; }

    public override IRegistryProvider Provider { get; } = new HarborProvider();

    public override RegistryDeclaration Declaration { get; } = new() { Url = new Uri("https://harbor.example.com"), Credentials = new RegistryCredentials(User, new Secret(Password)) };

    public override RegistryDeclaration WrongCredentials => Declaration with { Credentials = new RegistryCredentials(User, new Secret("wrong")) };

    public static async Task<HarborServer> StartAsync() =>
        new(await FakeRegistry.StartAsync(new FakeRegistryOptions { Bearer = true, Username = User, Password = Password }));

    public override void Expire() => Registry.RevokeTokens();

    public override string NamespaceOf(string repository) => repository.Split('/')[0];

    protected override async Task<bool> AnswerAsync(HttpContext context)
    {
        var path = RawPath(context);
        if (!path.StartsWith("/api/v2.0/", StringComparison.Ordinal))
        {
            return HasVulnerabilities && path.Contains("/manifests/", StringComparison.Ordinal) && IsRead(context)
                && await ErrorAsync(context, 412, "PROJECTPOLICYVIOLATION", "current image with 3 vulnerabilities cannot be pulled due to configured policy");
        }

        if (path == "/api/v2.0/systeminfo")
        {
            return await JsonAsync(context, new { harbor_version = "v2.12.0-abcdef" });
        }

        if (!IsBasic(context, User, Password))
        {
            return await ErrorAsync(context, 401, "UNAUTHORIZED");
        }

        return (context.Request.Method, path["/api/v2.0/".Length..].Split('/')) switch
        {
            ("GET", ["repositories"]) => await PageAsync(context, Store.Repositories.Select(name => (object)new { name })),
            ("HEAD", ["projects"]) => Status(context, Namespaces.ContainsKey(context.Request.Query["project_name"]!) ? 200 : 404),
            ("POST", ["projects"]) => await CreateAsync(context),
            ("GET", ["projects", var project]) => await ProjectAsync(context, project),
            ("GET", ["projects", var project, "repositories"]) => Namespaces.ContainsKey(project)
                ? await PageAsync(context, Store.Repositories.Where(name => NamespaceOf(name) == project).Select(name => (object)new { name }))
                : await ErrorAsync(context, 404, "NOT_FOUND"),
            ("GET", ["projects", var project, "repositories", var name, "artifacts"]) => await ArtifactsAsync(context, Find(project, name)),
            ("DELETE", ["projects", var project, "repositories", var name, "artifacts", var digest]) => await DeleteAsync(context, Find(project, name), digest),
            ("DELETE", ["projects", var project, "repositories", var name, "artifacts", _, "tags", var tag]) => await UntagAsync(context, Find(project, name), tag),
            _ => await ErrorAsync(context, 404, "NOT_FOUND"),
        };
    }

    private static Task<bool> ErrorAsync(HttpContext context, int status, string code, string message = "said Harbor") =>
        JsonAsync(context, new { errors = new[] { new { code, message } } }, status);

    // A slash in a name arrives escaped twice; once is another route of the real one.
    private FakeRepository? Find(string project, string name) =>
        name.Contains("%2F", StringComparison.OrdinalIgnoreCase) ? null : Store.Find($"{project}/{Uri.UnescapeDataString(Uri.UnescapeDataString(name))}");

    private async Task<bool> CreateAsync(HttpContext context)
    {
        var body = await BodyAsync(context);
        var name = body.GetProperty("project_name").GetString()!;
        if (!Namespaces.TryAdd(name, true))
        {
            return await ErrorAsync(context, 409, "CONFLICT");
        }

        return (body.GetProperty("metadata").GetProperty("public").GetString() == "false" || Public.TryAdd(name, true)) && Status(context, 201);
    }

    private async Task<bool> ProjectAsync(HttpContext context, string name) => context.Request.Headers["X-Is-Resource-Name"] == "true" && Namespaces.ContainsKey(name)
        ? await JsonAsync(context, name.StartsWith("proxy", StringComparison.Ordinal) ? new { name, registry_id = 3 } : new { name })
        : await ErrorAsync(context, 404, "NOT_FOUND");

    private async Task<bool> ArtifactsAsync(HttpContext context, FakeRepository? repository) => repository is null
        ? await ErrorAsync(context, 404, "NOT_FOUND")
        : await PageAsync(context, Artifacts(repository).Select(a => (object)new
        {
            digest = a.Manifest.Digest.ToString(),
            manifest_media_type = a.Manifest.MediaType,
            media_type = "application/vnd.oci.image.config.v1+json",
            push_time = PushedAt,
            size = a.Manifest.Content.Length,
            tags = a.Tags.Count == 0 ? null : a.Tags.Select(tag => new { name = tag, immutable = false }),
            labels = a.Tags.Contains("stable") ? new[] { new { name = "prod" } } : null,
        }));

    private async Task<bool> DeleteAsync(HttpContext context, FakeRepository? repository, string reference)
    {
        if (!Digest.TryParse(Uri.UnescapeDataString(reference), out var digest) || repository?.Manifests.TryRemove(digest, out _) is not true)
        {
            return await ErrorAsync(context, 404, "NOT_FOUND");
        }

        foreach (var tag in repository.Tags.Where(t => t.Value == digest).Select(t => t.Key))
        {
            repository.Tags.TryRemove(tag, out _);
        }

        return Status(context, 200);
    }

    private async Task<bool> UntagAsync(HttpContext context, FakeRepository? repository, string tag) =>
        Immutable.Contains(tag) ? await ErrorAsync(context, 412, "PRECONDITION")
        : repository?.Tags.TryRemove(tag, out _) is true ? Status(context, 200)
        : await ErrorAsync(context, 404, "NOT_FOUND");

    private static async Task<bool> PageAsync(HttpContext context, IEnumerable<object> all)
    {
        var (page, size) = (Query(context, "page", 1), Math.Min(100, Query(context, "page_size", 10)));
        var rest = all.Skip((page - 1) * size).ToList();
        if (rest.Count > size)
        {
            var others = string.Join('&', context.Request.Query.Where(q => q.Key != "page").Select(q => $"{q.Key}={q.Value}"));
            context.Response.Headers.Link = $"<{RawPath(context)}?page={page + 1}&{others}>; rel=\"next\"";
        }

        return await JsonAsync(context, rest.Take(size));
    }
}
